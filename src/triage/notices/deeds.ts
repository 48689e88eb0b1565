import type { CorrectionKind, Json } from '../../analysis/finding.ts';
import type { EffectObject } from '../../corrections/ports.ts';
import type { Money } from '../../money.ts';

/** A step of a correction that is done. */
export interface DoneStep {
  readonly kind: CorrectionKind;
  /** What Stripe was sent. */
  readonly params: Readonly<Record<string, Json>>;
  /** What Stripe answered; null where a person did it by hand. */
  readonly made: EffectObject | null;
}

/** What a customer notices of it, in no language yet. */
export type Deed = MoneyDeed | PlainDeed;

export interface MoneyDeed {
  readonly what: 'refunded' | 'balance_credited' | 'credited_outside' | 'invoice_lowered' | 'balance_debited';
  /** As Stripe answered; positive. */
  readonly money: Money;
  readonly with_tax: boolean;
}

export const PLAIN_DEEDS = [
  'invoice_voided',
  'subscription_cancelled',
  'discount_removed',
  'payment_cancelled',
  'invoice_item_deleted',
  'discount_applied',
  'price_updated',
  'quantity_updated',
  'tax_status_updated',
  'trial_extended',
] as const;

export interface PlainDeed {
  readonly what: (typeof PLAIN_DEEDS)[number];
}

/** By what support finds it again when the customer asks. */
export interface Reference {
  readonly object: 'refund' | 'credit_note';
  readonly id: string;
}

export interface Told {
  readonly deeds: readonly Deed[];
  readonly references: readonly Reference[];
}

/** Of these nothing is told: it was made and does not stand. */
const NOT_IN_FORCE: ReadonlySet<string> = new Set(['failed', 'canceled', 'requires_action', 'void']);

const PLAIN_BY_KIND: Readonly<Partial<Record<CorrectionKind, PlainDeed['what']>>> = {
  void_invoice: 'invoice_voided',
  cancel_subscription: 'subscription_cancelled',
  remove_discount: 'discount_removed',
  cancel_payment_intent: 'payment_cancelled',
  delete_invoice_item: 'invoice_item_deleted',
  apply_discount: 'discount_applied',
  update_price: 'price_updated',
  update_quantity: 'quantity_updated',
  update_tax_status: 'tax_status_updated',
  extend_trial: 'trial_extended',
};

/** What may be told of a done step; null where nothing is certain enough: no amount without Stripe's own answer. */
export function toldOf({ kind, params, made }: DoneStep): Told | null {
  const plain = PLAIN_BY_KIND[kind];
  if (plain !== undefined) return { deeds: [{ what: plain }], references: [] };
  if (made === null || made.amount === null || made.currency === null) return null;
  if (made.status !== null && NOT_IN_FORCE.has(made.status)) return null;
  const { amount, currency } = made;
  const deed = (what: MoneyDeed['what'], minor: number): MoneyDeed => ({
    what,
    money: { amount: minor, currency },
    with_tax: hasTax(params),
  });
  switch (kind) {
    case 'refund':
      return { deeds: [deed('refunded', amount)], references: [{ object: 'refund', id: made.id }] };
    case 'customer_balance_credit':
      return {
        deeds: [amount < 0 ? deed('balance_debited', -amount) : deed('balance_credited', amount)],
        references: [],
      };
    case 'credit_note': {
      const deeds = partsOf(params, amount).map(([what, minor]) => deed(what, minor));
      return deeds.length === 0 ? null : { deeds, references: [{ object: 'credit_note', id: made.id }] };
    }
    default:
      return null;
  }
}

/** Where the money of a credit note went; empty where its parts and Stripe's amount do not fit together. */
function partsOf(
  params: DoneStep['params'],
  amount: number,
): readonly (readonly [MoneyDeed['what'], number])[] {
  const part = (name: string): number => {
    const value = params[name];
    return typeof value === 'number' ? value : 0;
  };
  const parts = [
    ['refunded', part('refund_amount')],
    ['balance_credited', part('credit_amount')],
    ['credited_outside', part('out_of_band_amount')],
  ] as const;
  const lowered = amount - parts.reduce((sum, [, minor]) => sum + minor, 0);
  if (lowered < 0) return [];
  return [...parts, ['invoice_lowered', lowered] as const].filter(([, minor]) => minor > 0);
}

/** True where tax of its own is credited on one of the lines. */
function hasTax({ lines }: DoneStep['params']): boolean {
  return (
    Array.isArray(lines) &&
    lines.some((line: Json) => typeof line === 'object' && line !== null && 'tax_amounts' in line)
  );
}
