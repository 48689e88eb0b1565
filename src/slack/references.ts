import type { SlackReference } from '../../db/slack-requests.ts';

/** Longer texts are cut before they are read: Slack's own messages end at 40,000 characters. */
const MAX_TEXT_CHARACTERS = 40_000;
const MAX_WORDS = 5_000;
const MAX_ADDRESS_CHARACTERS = 254;
/** More than a person can choose from. */
export const MAX_REFERENCES = 10;

const EMAIL =
  /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?)+$/u;
const PREFIX = '(?:cus|in|ch|py|pi|sub|re|pyr|cn|dp|du)';
/** A whole word: what somebody typed as an id is taken as one. */
const STRIPE_ID = new RegExp(`^${PREFIX}_[A-Za-z0-9_]{1,200}$`);
/** Inside an address of the Dashboard. */
const STRIPE_ID_IN_PATH = new RegExp(`/(${PREFIX}_[A-Za-z0-9]{1,200})(?=[/?#]|$)`);
const TICKET = /^(?:ticket:|#)(\d{1,16})$/i;
const TICKET_IN_PATH =
  /^\/(?:agent\/tickets|hc\/(?:[a-z-]{1,10}\/)?requests|requests|tickets)\/(\d{1,16})(?:\/|$)/;

/** Characters nobody sees, and those that reorder others: they get into what is pasted. */
const INVISIBLE =
  /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu;

export interface ReadText {
  /** In the order of the text, each once, at most MAX_REFERENCES. */
  readonly references: readonly SlackReference[];
  /** The other words, Slack's markup taken off. */
  readonly rest: readonly string[];
}

/**
 * Whom a text names: e-mail addresses, Stripe ids, tickets, and addresses of Stripe's Dashboard and of Zendesk. Slack's
 * own markup (`<mailto:a@b|a@b>`, `<https://…|label>`, `<@U1>`) is read whether or not Slack escaped the text; of a
 * link its target counts, not its label. Linear in the length of the text.
 */
export function readText(text: string): ReadText {
  const references = new Map<string, SlackReference>();
  const rest: string[] = [];
  for (const word of wordsOf(text)) {
    const reference = referenceOf(word);
    if (reference === null) rest.push(word);
    else if (references.size < MAX_REFERENCES) references.set(keyOf(reference), reference);
  }
  return { references: [...references.values()], rest };
}

/** One canonical text per reference: the same customer typed in two ways is one question. */
export function keyOf(reference: SlackReference): string {
  switch (reference.kind) {
    case 'email':
      return reference.email.toLowerCase();
    case 'stripe_id':
      return reference.id;
    case 'ticket':
      return `ticket:${reference.ticket_id}`;
  }
}

function wordsOf(text: string): string[] {
  return text
    .slice(0, MAX_TEXT_CHARACTERS)
    .replace(INVISIBLE, '')
    .replace(/<([^<>]{1,3000})>/g, (_, inside: string) => ` ${unlinked(inside)} `)
    .replace(/&lt;/g, ' ')
    .replace(/&gt;/g, ' ')
    .replace(/&amp;/g, '&')
    .split(/[\s,;<>()[\]{}"“”„«»|]+/u, MAX_WORDS)
    .map(trimmed)
    .filter((word) => word !== '');
}

/** What stands between `<` and `>`: the target of a link; nothing of a person, a channel or a group. */
function unlinked(inside: string): string {
  if (/^[@#!]/.test(inside)) return '';
  const [target = ''] = inside.split('|', 1);
  const address = /^mailto:([^?]{1,300})/i.exec(target)?.[1];
  return address === undefined ? target : decoded(address);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Quotes around a word, and the mark a sentence ends with. */
function trimmed(word: string): string {
  return word.replace(/^['‘’`*_~]{1,3}/, '').replace(/['‘’`*_~.,:!?…]{1,3}$/, '');
}

function referenceOf(word: string): SlackReference | null {
  if (word.length > 3_000) return null;
  const ticket = TICKET.exec(word)?.[1];
  if (ticket !== undefined) return toTicket(ticket);
  if (STRIPE_ID.test(word) && !word.includes('_secret')) return { kind: 'stripe_id', id: word };
  const email = word.replace(/^mailto:/i, '');
  if (email.length <= MAX_ADDRESS_CHARACTERS && EMAIL.test(email)) return { kind: 'email', email };
  return /^https?:\/\//i.test(word) ? inAddress(word) : null;
}

function inAddress(word: string): SlackReference | null {
  if (!URL.canParse(word)) return null;
  const { hostname, pathname } = new URL(word);
  if (hostname === 'dashboard.stripe.com') {
    const id = STRIPE_ID_IN_PATH.exec(pathname)?.[1];
    return id === undefined ? null : { kind: 'stripe_id', id };
  }
  const ticket = hostname.endsWith('.zendesk.com') ? TICKET_IN_PATH.exec(pathname)?.[1] : undefined;
  return ticket === undefined ? null : toTicket(ticket);
}

function toTicket(digits: string): SlackReference | null {
  const ticket_id = digits.replace(/^0+/, '');
  return ticket_id === '' ? null : { kind: 'ticket', ticket_id };
}
