import { z } from 'zod';
import type { Reading } from './reading.ts';

const CUSTOMER = z.union([
  z.object({ id: z.string(), deleted: z.literal(true) }),
  z.object({
    id: z.string(),
    deleted: z.literal(false).optional(),
    currency: z.string().nullish(),
    /** In the customer's currency; negative is credit. */
    balance: z.int(),
  }),
]);

export const CUSTOMERS_PERMISSION = 'Customers';

export function readCustomer(id: string, reading: Reading): Promise<z.infer<typeof CUSTOMER>> {
  return reading.one({ what: 'customer', permission: CUSTOMERS_PERMISSION }, CUSTOMER, (options) =>
    reading.sdk.customers.retrieve(id, {}, options),
  );
}
