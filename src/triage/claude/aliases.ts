import type { Analysis, Json } from '../../analysis/finding.ts';

/**
 * Ids of Stripe objects by their prefix, with the names they bear outside the machine. Order matters where one
 * prefix begins another.
 */
const NAMES: Readonly<Record<string, string>> = {
  sub_sched: 'SCHEDULE',
  cus: 'CUSTOMER',
  ch: 'CHARGE',
  py: 'CHARGE',
  pi: 'PAYMENT',
  seti: 'SETUP',
  in: 'INVOICE',
  inpay: 'INVOICE-PAYMENT',
  ii: 'ITEM',
  il: 'LINE',
  sub: 'SUBSCRIPTION',
  si: 'SUBSCRIPTION-ITEM',
  re: 'REFUND',
  pyr: 'REFUND',
  cn: 'CREDIT-NOTE',
  cnli: 'CREDIT-LINE',
  dp: 'DISPUTE',
  du: 'DISPUTE',
  cbtxn: 'BALANCE-ENTRY',
  ccsbtxn: 'CASH-ENTRY',
  txn: 'BALANCE-ENTRY',
  di: 'DISCOUNT',
  promo: 'PROMOTION',
  price: 'PRICE',
  plan: 'PRICE',
  prod: 'PRODUCT',
  txr: 'TAX-RATE',
  txi: 'TAX-ID',
  qt: 'QUOTE',
  cs: 'CHECKOUT',
  credgr: 'GRANT',
  pm: 'CARD',
  card: 'CARD',
  src: 'CARD',
  acct: 'ACCOUNT',
  evt: 'EVENT',
  req: 'REQUEST',
  ba: 'BANK-ACCOUNT',
  tok: 'TOKEN',
};
const PREFIXES = Object.keys(NAMES)
  .sort((a, b) => b.length - a.length)
  .join('|');
const STRIPE_ID = new RegExp(`(?<![A-Za-z0-9_])(${PREFIXES})_[A-Za-z0-9_]{1,250}`, 'g');
const ALIAS_NAMES = [...new Set(Object.values(NAMES))].sort((a, b) => b.length - a.length).join('|');
const ALIAS = new RegExp(`(?<![A-Za-z0-9-])(?:${ALIAS_NAMES})-\\d{1,4}(?!\\d)`, 'gi');

export const UNKNOWN_ID = '[id]';
const CARD_ENDING_TOKEN = /\[LAST4-\d{1,3}\]/g;

/** The text without any id of a Stripe object: for texts that belong to no check. */
export function withoutIds(text: string): string {
  return text.replace(STRIPE_ID, UNKNOWN_ID);
}

/** Short names for the ids of one check: what leaves the machine instead of them, and the way back. */
export class Aliases {
  private readonly byId = new Map<string, string>();
  private readonly byAlias = new Map<string, string>();
  private readonly counts = new Map<string, number>();
  private readonly cardEndings: readonly string[];

  constructor(analysis: Analysis, customerId: string) {
    this.add(customerId);
    for (const id of idsIn(analysis)) this.add(id);
    this.cardEndings = cardEndingsIn(analysis);
  }

  private add(id: string): void {
    const prefix = new RegExp(`^(${PREFIXES})_`).exec(id)?.[1];
    if (prefix === undefined || this.byId.has(id)) return;
    const name = NAMES[prefix] ?? 'OBJECT';
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    const alias = `${name}-${count}`;
    this.byId.set(id, alias);
    this.byAlias.set(alias, id);
  }

  /** The text with ids as aliases; an id that is not of this check becomes `[id]`. */
  hide(text: string): string {
    return text.replace(STRIPE_ID, (id) => this.byId.get(id) ?? UNKNOWN_ID);
  }

  /** The text with aliases as ids. An alias nobody gave stays as it is. */
  reveal(text: string): string {
    return text.replace(ALIAS, (alias) => this.byAlias.get(alias.toUpperCase()) ?? alias);
  }

  /** The text with the ends of this customer's card numbers as `[LAST4-1]`. */
  hideCardEndings(text: string): string {
    return this.cardEndings.reduce(
      (rest, digits, index) =>
        rest.replace(new RegExp(`(?<![\\d.,])${digits}(?!\\d|[.,]\\d)`, 'g'), `[LAST4-${index + 1}]`),
      text,
    );
  }

  /** The digits back in their places. */
  revealCardEndings(text: string): string {
    return text.replace(
      CARD_ENDING_TOKEN,
      (token) => this.cardEndings[Number(token.slice(7, -1)) - 1] ?? token,
    );
  }

  /** Aliases and tokens in a text, known or not. */
  found(text: string): readonly string[] {
    return [...(text.match(ALIAS) ?? []), ...(text.match(CARD_ENDING_TOKEN) ?? [])];
  }
}

function cardEndingsIn({ findings }: Analysis): readonly string[] {
  const endings = findings.flatMap(({ facts }) => {
    const last4 = facts['last4'];
    return last4?.kind === 'text' && /^\d{4}$/.test(last4.text) ? [last4.text] : [];
  });
  return [...new Set(endings)];
}

/** Every id anywhere in an analysis, in the order of the findings, so that aliases are the same every time. */
function idsIn(analysis: Analysis): readonly string[] {
  const texts: string[] = [];
  const visit = (value: Json | undefined): void => {
    if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const part of Object.values(value)) visit(part);
  };
  for (const { evidence, facts, at_issue, correction, message, customer } of analysis.findings) {
    for (const { id } of [...evidence, ...at_issue]) texts.push(id);
    for (const fact of Object.values(facts)) if (fact.kind === 'id') texts.push(fact.id);
    for (const step of correction === null ? [] : [correction, ...correction.steps]) {
      texts.push(step.target);
      if ('params' in step) visit(step.params);
    }
    texts.push(message, customer ?? '');
  }
  for (const { sentence, evidence } of analysis.claim?.statements ?? []) {
    texts.push(sentence, ...evidence.map(({ id }) => id));
  }
  return texts.flatMap((text) => text.match(STRIPE_ID) ?? []);
}
