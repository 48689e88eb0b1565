import Stripe from 'stripe';
import { z } from 'zod';
import type { CorrectionPreview } from '../../../corrections/preview.ts';
import type { Money } from '../../../money.ts';
import { REFERENCE } from '../charges.ts';
import { INVOICES_PERMISSION } from '../invoices.ts';
import type { Reading } from '../reading.ts';
import { SUBSCRIPTIONS_PERMISSION } from '../subscriptions.ts';
import { type NextChange, unlessStripeFails } from './step.ts';

const NEXT = z.object({
  customer: REFERENCE,
  currency: z.string(),
  total: z.int(),
  amount_due: z.int(),
  starting_balance: z.int(),
});
type Next = z.infer<typeof NEXT>;

const SUBSCRIPTION = z.object({
  id: z.string(),
  status: z.string(),
  cancel_at_period_end: z.boolean(),
  items: z.object({ data: z.array(z.object({ current_period_end: z.int() })) }),
});
type Subscription = z.infer<typeof SUBSCRIPTION>;

/** In these it bills by itself. */
const BILLING: ReadonlySet<string> = new Set(['active', 'trialing', 'past_due']);

type NextInvoice = Pick<CorrectionPreview, 'next_invoice' | 'notes'>;

/**
 * The one next invoice a plan is about, now and after all of its steps: of the subscription it changes, or the first one that
 * meets the balance it changes. Bounded to that one; what Stripe does not say is a note.
 */
export async function nextInvoice(changes: readonly NextChange[], reading: Reading): Promise<NextInvoice> {
  const balances = changes.filter((change) => change.kind === 'balance');
  const [first] = [...changes.filter((change) => change.kind !== 'balance'), ...balances];
  if (first === undefined) return { next_invoice: null, notes: [] };
  return unlessStripeFails(changed(first, changes, reading), { next_invoice: null, notes: [NO_PREVIEW] });
}

async function changed(
  first: NextChange,
  changes: readonly NextChange[],
  reading: Reading,
): Promise<NextInvoice> {
  const subscription =
    first.kind === 'balance' ? await firstToBill(first.customer, reading) : first.subscription;
  if (subscription === null) return { next_invoice: null, notes: [NOTHING_RUNS] };
  const before = await previewInvoice({ subscription }, NEXT, reading);
  const after = await afterAll(subscription, before, changes, reading);
  if (before === null && after === null) return { next_invoice: null, notes: [] };
  return { next_invoice: { before: before === null ? null : due(before), after }, notes: [] };
}

/**
 * A preview of an invoice, or null where none is coming.
 * @throws {StripeFailure}
 */
export function previewInvoice<Schema extends z.ZodType>(
  params: Stripe.InvoiceCreatePreviewParams,
  schema: Schema,
  reading: Reading,
): Promise<z.infer<Schema> | null> {
  return reading.one(
    { what: 'an invoice preview', permission: INVOICES_PERMISSION },
    schema.nullable(),
    (options) => reading.sdk.invoices.createPreview(params, options).catch(nullWhenNoneComes),
  );
}

function nullWhenNoneComes(error: unknown): null {
  if (error instanceof Stripe.errors.StripeError && error.code === 'invoice_upcoming_none') return null;
  throw error;
}

async function firstToBill(customer: string, reading: Reading): Promise<string | null> {
  const all = await reading.all(
    { what: 'subscriptions', permission: SUBSCRIPTIONS_PERMISSION },
    SUBSCRIPTION,
    (page, options) => reading.sdk.subscriptions.list({ ...page, customer }, options),
  );
  const [next] = all
    .filter((one) => BILLING.has(one.status) && !one.cancel_at_period_end)
    .toSorted((a, b) => billsAt(a) - billsAt(b));
  return next?.id ?? null;
}

const billsAt = ({ items }: Subscription): number =>
  Math.min(...items.data.map((item) => item.current_period_end));

async function afterAll(
  subscription: string,
  before: Next | null,
  changes: readonly NextChange[],
  reading: Reading,
): Promise<Money | null> {
  const own = changes.filter((change) => change.kind !== 'balance' && change.subscription === subscription);
  if (own.some(({ kind }) => kind === 'end')) return null;
  const [discounts] = own.filter((change) => change.kind === 'discounts');
  const after =
    discounts === undefined
      ? before
      : await previewInvoice({ subscription, ...discounts.without }, NEXT, reading);
  if (after === null) return null;
  const moved = changes
    .filter((change) => change.kind === 'balance')
    .filter(({ customer, currency }) => customer === after.customer && currency === after.currency)
    .reduce((sum, { amount }) => sum + amount, 0);
  return moved === 0 ? due(after) : withBalance(after, moved);
}

const due = ({ amount_due: amount, currency }: Next): Money => ({ amount, currency });

/** What is due when the balance it starts from is another: credit beyond the total stays on the balance. */
const withBalance = ({ total, starting_balance, currency }: Next, moved: number): Money => ({
  amount: Math.max(0, total + starting_balance + moved),
  currency,
});

const NO_PREVIEW = 'Stripe gave no preview of the next invoice.';
const NOTHING_RUNS = 'The customer has no subscription that bills again, so no next invoice is known.';
