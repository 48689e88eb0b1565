import { z } from 'zod';
import type { Created, MarkedObject } from '../../corrections/made-in-stripe.ts';
import { StripeFailure } from '../failure.ts';
import { CHARGES_PERMISSION } from './charges.ts';
import { METADATA, markedBy } from './marks.ts';
import type { Reading } from './reading.ts';

const CUSTOMERS_AT_ONCE = 3;

const MADE = z.object({
  id: z.string(),
  object: z.string(),
  amount: z.int(),
  currency: z.string(),
  metadata: METADATA,
});

/** Refunds and credit notes of that time that corrections made, all pages. @throws {StripeFailure} */
export async function listMade(created: Created, reading: Reading): Promise<readonly MarkedObject[]> {
  const { sdk } = reading;
  const [refunds, notes] = await Promise.all([
    reading.all({ what: 'refunds', permission: CHARGES_PERMISSION }, MADE, (page, options) =>
      sdk.refunds.list({ ...page, created: rangeOf(created) }, options),
    ),
    reading.all({ what: 'credit notes', permission: 'Credit notes' }, MADE, (page, options) =>
      sdk.creditNotes.list({ ...page, created: rangeOf(created) }, options),
    ),
  ]);
  return [...refunds, ...notes].flatMap(marked);
}

/**
 * Entries of these customers' balances that corrections made, all pages; a few customers at a time, as Stripe takes no more
 * than 25 such requests a second. @throws {StripeFailure}
 */
export async function listBalanceEntries(
  customers: readonly string[],
  created: Created,
  reading: Reading,
): Promise<readonly MarkedObject[]> {
  const waiting = [...customers];
  const lane = async (): Promise<readonly MarkedObject[]> => {
    const found: MarkedObject[] = [];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      found.push(...(await entriesOf(next, created, reading)).flatMap(marked));
    return found;
  };
  return (await Promise.all(Array.from({ length: CUSTOMERS_AT_ONCE }, lane))).flat();
}

function entriesOf(
  customer: string,
  created: Created,
  reading: Reading,
): Promise<readonly z.infer<typeof MADE>[]> {
  const what = { what: 'customer balance transactions', permission: 'Customers' };
  return reading
    .all(what, MADE, (page, options) =>
      reading.sdk.customers.listBalanceTransactions(
        customer,
        { ...page, created: rangeOf(created) },
        options,
      ),
    )
    .catch(noneWhereGone);
}

/** A customer who was deleted since, or is of the other mode, has no balance to be credited again. */
function noneWhereGone(error: unknown): readonly z.infer<typeof MADE>[] {
  if (error instanceof StripeFailure && (error.kind === 'missing' || error.kind === 'other_mode')) return [];
  throw error;
}

function rangeOf({ from, before }: Created): { readonly gte: number; readonly lt?: number } {
  return { gte: from, ...(before === null ? {} : { lt: before }) };
}

function marked({ id, object, amount, currency, metadata }: z.infer<typeof MADE>): readonly MarkedObject[] {
  const correction_id = markedBy(metadata);
  return correction_id === null ? [] : [{ id, object, amount, currency, correction_id }];
}
