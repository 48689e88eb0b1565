import type { TellingWord } from './learned-list.ts';

/** Tags that support desks put on tickets, and what each says, in tenths of a logit. */
const TAGS: readonly { readonly begins: string; readonly weight: number }[] = [
  ...['billing', 'refund', 'invoice', 'payment', 'charge', 'double_charge', 'chargeback', 'dispute'].map(
    (begins) => ({ begins, weight: 30 }),
  ),
  ...['abrechnung', 'rechnung', 'erstattung', 'facturacion', 'reembolso', 'facturation', 'remboursement'].map(
    (begins) => ({ begins, weight: 30 }),
  ),
  ...['spam', 'bug', 'feature_request', 'feature-request', 'sales', 'onboarding', 'outage'].map((begins) => ({
    begins,
    weight: -20,
  })),
];
/** Zendesk keeps few hundred tags on a ticket. */
const MAX_TAGS = 200;

/** What a ticket's tags say; of each side once, so that a dozen billing tags are not a dozen reasons. */
export function tellingTags(tags: readonly string[]): readonly TellingWord[] {
  const names = tags.slice(0, MAX_TAGS).map((tag) => tag.toLowerCase());
  const found = TAGS.filter(({ begins }) => names.some((name) => name.startsWith(begins)));
  const sides = [found.find(({ weight }) => weight > 0), found.find(({ weight }) => weight < 0)];
  return sides.flatMap((one) =>
    one === undefined ? [] : [{ word: `tag ${one.begins}`, weight: one.weight }],
  );
}
