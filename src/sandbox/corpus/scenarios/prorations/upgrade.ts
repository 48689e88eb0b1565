import { assert } from '../../../../assert.ts';
import { addMonths, DAY, percentage } from '../../../ledger/arithmetic.ts';
import type { BillingHooks, ProrationBehavior } from '../../../ledger/billing.ts';
import type { LineDraft } from '../../../ledger/compose/draft.ts';
import type { Invoice, InvoiceLine, Subscription, TaxRate } from '../../../ledger/wire.ts';
import type { Stage } from '../../scenario.ts';
import { amountOf, later, localTaxes, ownPrice, startFor, subscribeAt } from '../../staging.ts';

/** Amounts of three-decimal currencies end in zero, which a share of a period would not. */
export const fitsProrations = ({ currency }: Pick<Stage, 'currency'>): boolean => currency !== 'kwd';

export interface Upgrade {
  readonly subscription: () => Subscription;
  /** Unix seconds: when the plan changed. */
  readonly at: number;
  /** The invoice that billed the change. */
  readonly invoice: () => Invoice;
  /** The line that had billed the running period before the change, and its invoice. */
  readonly before: () => { readonly invoice: Invoice; readonly line: InvoiceLine };
}

export interface UpgradeRequest {
  readonly billingMode?: 'flexible' | 'classic';
  readonly behavior?: ProrationBehavior;
  readonly quantity?: number;
  readonly taxRates?: readonly TaxRate[];
  /** From the dear plan to the cheap one. */
  readonly down?: boolean;
  /** The change is billed through these; then they are taken off again. */
  readonly hooks?: BillingHooks;
}

/** A monthly plan that is changed in the middle of a period, some days before the end of the history. */
export function upgrade(stage: Stage, request: UpgradeRequest = {}): Upgrade {
  const { ledger, random } = stage;
  const { billingMode = 'flexible', behavior = 'always_invoice', quantity = 1, hooks, taxRates } = request;
  const cheap = ownPrice(stage, { unitAmount: amountOf(stage, random.int(12, 40) * 100) });
  const dear = ownPrice(stage, { unitAmount: amountOf(stage, random.int(50, 120) * 100) });
  const [from, to] = request.down === true ? [dear, cheap] : [cheap, dear];
  const waits = behavior === 'create_prorations';
  const renewals = random.int(3, 8);
  const start = startFor(stage, from, renewals, waits ? { min: 2, max: 20 } : { min: 12, max: 25 });
  const subscription = subscribeAt(stage, start, {
    price: from,
    quantity,
    billingMode,
    ...(taxRates === undefined ? {} : { taxRates }),
  });
  // What waits for the renewal was changed in the period before it.
  const at = waits
    ? addMonths(start, renewals - 1) + random.int(3 * DAY, 20 * DAY)
    : stage.end - random.int(2 * DAY, 10 * DAY);
  const billed = later(stage, at, () => {
    const off = hooks === undefined ? undefined : ledger.billing.hook(subscription(), hooks);
    const invoice = ledger.billing.changePlan(subscription(), { price: to }, behavior);
    off?.();
    return invoice;
  });
  const invoices = (): readonly Invoice[] => ledger.billing.invoicesOf(subscription());
  return {
    subscription,
    at,
    invoice: () => {
      const invoice = billed() ?? invoices().find(({ created }) => created > at);
      assert(invoice !== undefined, 'the change was billed', { subscription: subscription().id });
      return invoice;
    },
    before: () => {
      const invoice = invoices().findLast(({ created }) => created <= at && created !== billed()?.created);
      const line = invoice?.lines.data.find(({ period }) => period.end > at);
      assert(invoice !== undefined && line !== undefined, 'the period was billed', { at });
      return { invoice, line };
    },
  };
}

export const isCredit = ({ amount }: LineDraft): boolean => amount < 0;

/** The taxes of the place on `amount`, each rounded by itself; 0 where the scenario goes without. */
export function taxOn(stage: Stage, amount: number, rates: readonly TaxRate[] = localTaxes(stage)): number {
  return rates.reduce((sum, rate) => sum + percentage(amount, rate.percentage), 0);
}

/** `part` of a line of `whole`, both before tax, with the tax that belongs to it: that of the whole less that of the rest. */
export function withItsTax(
  stage: Stage,
  part: number,
  whole: number,
  rates: readonly TaxRate[] = localTaxes(stage),
): number {
  return part + taxOn(stage, whole, rates) - taxOn(stage, whole - part, rates);
}
