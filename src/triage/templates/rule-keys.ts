/**
 * Every rule that has texts of its own, with its variants: the "Facts" section of each page in `analysis/rules`. Rules that find
 * leakage only (`coupon-applied-twice`) have none, for no customer hears of it.
 */
export const RULE_VARIANTS = {
  'duplicate-charge': ['same_invoice', 'same_order', 'same_day'],
  'duplicate-subscription': ['paid', 'unpaid'],
  'charged-after-cancellation': ['paid', 'open'],
  'discount-not-applied': ['promised', 'attached'],
  'charged-above-agreed-price': ['contract', 'list', 'no_notice'],
  'tax-on-exempt-customer': ['snapshot', 'certificate'],
  'authorization-hold': ['held', 'released', 'captured'],
  'failed-attempt-retried': ['retried', 'unpaid'],
  'refund-in-transit': ['refund', 'reversal', 'pending'],
  'discount-ended': ['once', 'repeating', 'ended'],
  'plan-change-proration': ['upgrade', 'downgrade', 'interval', 'quantity'],
  'already-returned': ['refund', 'partial_refund', 'credit_note', 'balance'],
  'card-verification': ['saved', 'small_hold', 'unfinished', 'waiting'],
  'charged-before-cancellation': ['running', 'ran_out', 'ended_early'],
  'trial-converted': ['converted'],
  'not-yet-charged': ['draft', 'open', 'overdue', 'failing'],
  'not-in-this-account': ['amount', 'card'],
  'invoice-overpaid': ['several_payments', 'one_payment'],
  'period-invoiced-twice': ['paid', 'open'],
  'charged-during-trial': ['paid', 'open'],
  'refund-failed': ['failed', 'stuck', 'action_required'],
  'refund-and-chargeback': ['open', 'lost'],
} as const;

type Variants = typeof RULE_VARIANTS;

/** `<rule>/<variant>`: which text applies. */
export type RuleTextKey = {
  [Rule in keyof Variants]: `${Rule}/${Variants[Rule][number]}`;
}[keyof Variants];

/** The keys of some rules only, so that a language can spread its texts over several files. */
export type KeysOf<Rule extends keyof Variants> = Extract<RuleTextKey, `${Rule}/${string}`>;

export const RULE_TEXT_KEYS: readonly RuleTextKey[] = Object.entries(RULE_VARIANTS).flatMap(
  ([rule, variants]) => variants.map((variant) => `${rule}/${variant}` as RuleTextKey),
);

/** The key of a finding's text, or null for a rule or variant that has none of its own. */
export function ruleTextKey(rule: string, variant: string | undefined): RuleTextKey | null {
  const key = `${rule}/${variant ?? ''}`;
  return RULE_TEXT_KEYS.find((known) => known === key) ?? null;
}
