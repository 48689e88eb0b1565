import { z } from 'zod';
import type { Reading } from './reading.ts';

/** An id, or the object it stands for. */
export const REFERENCE = z
  .union([z.string(), z.object({ id: z.string() })])
  .transform((value) => (typeof value === 'string' ? value : value.id));

const CHARGE = z.object({
  id: z.string(),
  currency: z.string(),
  status: z.string(),
  captured: z.boolean(),
  amount_captured: z.int(),
  amount_refunded: z.int(),
  disputed: z.boolean(),
});
export type Charge = z.infer<typeof CHARGE>;

const DISPUTE = z.object({ id: z.string(), status: z.string() });

/** Closed without the money being taken; all others, unknown ones too, are open or lost. */
const HARMLESS_DISPUTES: ReadonlySet<string> = new Set(['won', 'warning_closed', 'prevented']);

export const CHARGES_PERMISSION = 'Charges and Refunds';

export function readCharge(id: string, reading: Reading): Promise<Charge> {
  return reading.one({ what: 'charge', permission: CHARGES_PERMISSION }, CHARGE, (options) =>
    reading.sdk.charges.retrieve(id, {}, options),
  );
}

/** Minor units that can still go back. */
export const leftOn = ({ amount_captured, amount_refunded }: Charge): number =>
  amount_captured - amount_refunded;

/** True while a dispute of the charge is open, or when one was lost. */
export async function hasBlockingDispute(charge: Charge, reading: Reading): Promise<boolean> {
  if (!charge.disputed) return false;
  const disputes = await reading.all({ what: 'disputes', permission: 'Disputes' }, DISPUTE, (page, options) =>
    reading.sdk.disputes.list({ ...page, charge: charge.id }, options),
  );
  return disputes.length === 0 || disputes.some(({ status }) => !HARMLESS_DISPUTES.has(status));
}
