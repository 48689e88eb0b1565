import type { DeskTicket } from '../jobs/ports.ts';

/** One condition of `ZENDESK_BILLING_FILTER`; a ticket is checked when any of them holds, whatever its words. */
export interface FilterCondition {
  readonly kind: 'tag' | 'form' | 'group';
  readonly value: string;
}

export interface BillingFilter {
  /** Empty: there is no filter, and the ticket's words decide. */
  readonly conditions: readonly FilterCondition[];
}

const MAXIMUM_CONDITIONS = 100;

/**
 * Parses e.g. `tag:billing,form:360001,group:771`. Unset or empty means no filter. The error is one sentence that
 * names the faulty part.
 */
export function parseBillingFilter(
  text: string | null | undefined,
): { readonly filter: BillingFilter } | { readonly error: string } {
  if (text == null || text.trim() === '') return { filter: { conditions: [] } };
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > MAXIMUM_CONDITIONS)
    return { error: `ZENDESK_BILLING_FILTER has more than ${MAXIMUM_CONDITIONS} conditions: shorten it.` };
  const conditions: FilterCondition[] = [];
  for (const part of parts) {
    const condition = parseCondition(part);
    if (condition === null)
      return {
        error: `ZENDESK_BILLING_FILTER has "${part.slice(0, 60)}": write tag:NAME, form:ID or group:ID, separated by commas.`,
      };
    conditions.push(condition);
  }
  return { filter: { conditions } };
}

function parseCondition(part: string): FilterCondition | null {
  const colon = part.indexOf(':');
  const kind = part.slice(0, colon).trim();
  const value = part.slice(colon + 1).trim();
  // Zendesk stores tags in lower case, without spaces or commas.
  if (kind === 'tag') return /^[^\s,]{1,255}$/u.test(value) ? { kind, value: value.toLowerCase() } : null;
  if (kind === 'form' || kind === 'group') return /^[1-9]\d{0,15}$/.test(value) ? { kind, value } : null;
  return null;
}

type FilteredBy = Pick<DeskTicket, 'tags' | 'form_id' | 'group_id'>;

function matchesBillingFilter({ conditions }: BillingFilter, ticket: FilteredBy): boolean {
  return conditions.some(({ kind, value }) => {
    if (kind === 'tag') return ticket.tags.some((tag) => tag.toLowerCase() === value);
    return value === (kind === 'form' ? ticket.form_id : ticket.group_id);
  });
}

/** What the filter says of a ticket; null where there is none. */
export function billingFilterOf(filter: BillingFilter): ((ticket: FilteredBy) => boolean) | null {
  return filter.conditions.length === 0 ? null : (ticket) => matchesBillingFilter(filter, ticket);
}
