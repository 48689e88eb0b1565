/** Kinds of Stripe ids a query may be, with what they name. */
const ID_KINDS = {
  cus: 'customer',
  in: 'invoice',
  ch: 'charge',
  py: 'charge',
  pi: 'payment_intent',
  sub: 'subscription',
  re: 'refund',
  pyr: 'refund',
  cn: 'credit_note',
  dp: 'dispute',
  du: 'dispute',
} as const;

type IdPrefix = keyof typeof ID_KINDS;
export type QueryObject = (typeof ID_KINDS)[IdPrefix];

export type ParsedQuery =
  | { readonly kind: 'id'; readonly id: string; readonly object: QueryObject }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'empty' }
  /** `message` is one sentence for whoever asked. */
  | { readonly kind: 'refused'; readonly message: string };

/** Longest query looked at, in characters; an address has at most 254. */
export const MAX_QUERY_CHARACTERS = 254;
const STRIPE_ID = /^(cus|in|ch|py|pi|sub|re|pyr|cn|dp|du)_[A-Za-z0-9_]{1,200}$/;
const EMAIL =
  /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?)*$/u;

/**
 * What a person typed, or a ticket names: a Stripe id or an e-mail address, and nothing else. Blanks around it are
 * forgiven; anything else is refused here, before a request is made of it.
 */
export function parseQuery(text: string): ParsedQuery {
  const query = text.length > 10 * MAX_QUERY_CHARACTERS ? text : text.replace(/^[ \t]+|[ \t]+$/g, '');
  if (query === '') return { kind: 'empty' };
  if (query.length > MAX_QUERY_CHARACTERS) {
    return {
      kind: 'refused',
      message: `The query has ${query.length} characters: give one Stripe id or one e-mail address.`,
    };
  }
  const prefix = STRIPE_ID.exec(query)?.[1];
  if (prefix !== undefined && isPrefix(prefix)) {
    return { kind: 'id', id: query, object: ID_KINDS[prefix] };
  }
  if (EMAIL.test(query)) return { kind: 'email', email: query };
  return {
    kind: 'refused',
    message: `${shown(query)} is neither a Stripe id (cus_, in_, ch_, py_, pi_, sub_, re_, pyr_, cn_, dp_, du_) nor an e-mail address: give one of these.`,
  };
}

function isPrefix(value: string): value is IdPrefix {
  return Object.hasOwn(ID_KINDS, value);
}

/** Untrusted text, safe to print: short, in quotes, control characters escaped. */
export function shown(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return JSON.stringify(short.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?'));
}
