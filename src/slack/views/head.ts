import type { UrgencyLevel, Verdict } from '../../analysis/finding.ts';
import { plural } from '../../analysis/wording.ts';
import { dashboardUrl } from '../../check/dashboard-url.ts';
import { verdictSentence } from '../../check/labels.ts';
import type { MatchedBy } from '../../check/ports.ts';
import type { AnalysisResult, ResultCustomer } from '../../check/result.ts';
import { bold, header, type KnownBlock, lines, link, richText, type Span, span } from './blocks.ts';
import { inertFallback, inertLine } from './inert.ts';
import { LIMITS } from './limits.ts';

/** The ticket a result belongs to. */
export interface TicketLink {
  readonly id: string;
  readonly url: string;
}

/** Where a result is shown, beside the result itself. */
export interface HeadInput {
  readonly result: AnalysisResult;
  readonly livemode: boolean;
  readonly query: string;
  readonly ticket: TicketLink | null;
}

const NAME_MAX = 100;
const REASON_MAX = 120;
const REASONS_MAX = 3;
const URL_MAX = 300;

/** Shapes, not colours alone: each verdict is told from the others by its symbol and its words. */
const SYMBOLS: Readonly<Record<Verdict, string>> = {
  billing_error: '❌',
  likely_error: '❓',
  payment_issue: '💳',
  valid_but_confusing: '✅',
  no_anomaly: '✅',
  cannot_tell: '🚧',
};

const URGENCIES: Readonly<Record<UrgencyLevel, string>> = {
  urgent: '🚨 urgent',
  high: '❗ high',
  normal: 'normal',
  low: 'low',
};

const FOUND: Readonly<Record<MatchedBy, string>> = {
  id: 'by id',
  email: 'by e-mail address',
  email_normalised: 'by a similar e-mail address',
  ticket: 'by the ticket’s sender address',
  fingerprint: 'by card',
};

/** The answer at a glance: the verdict with its amount as the headline, then whom it is about and how urgent it is. */
export function headBlocks(input: HeadInput): KnownBlock[] {
  const { result, ticket } = input;
  const rows = [
    whoRow(input),
    urgencyRow(result),
    ...(ticket === null ? [] : [[bold('Ticket '), ticketSpan(ticket)]]),
    ...identityRow(result.customer),
  ];
  return [
    header(inertLine(`${SYMBOLS[result.verdict]} ${verdictSentence(result)}`, LIMITS.header)),
    richText(lines(rows)),
  ];
}

/** One line for notifications and screen readers: verdict, whom it is about, urgency. */
export function headText({ result, query }: Pick<HeadInput, 'result' | 'query'>): string {
  const { customer, urgency } = result;
  const [match] = customer.matches ?? [];
  const who = match?.name ?? match?.email ?? customer.ids[0] ?? query;
  return `${inertFallback(verdictSentence(result), 400)} ${inertFallback(who, NAME_MAX)}. Urgency: ${urgency.level}.`;
}

/** A ticket as a link to it; its number alone when the address is not one of the web. */
export function ticketSpan({ id, url }: TicketLink): Span {
  const label = `#${inertLine(id, 40)}`;
  return link(label, isWebAddress(url) ? url : null);
}

/** Encrypted, or of this machine alone: there Zendesk stands in a demo. */
export const WEB_ADDRESS = /^(?:https:\/\/|http:\/\/127\.0\.0\.1[:/])/;

function isWebAddress(url: string): boolean {
  return WEB_ADDRESS.test(url) && url.length <= URL_MAX && URL.canParse(url);
}

function whoRow({ result: { customer }, livemode, query }: HeadInput): Span[] {
  const mode = livemode ? [] : [span(' · test mode')];
  const asked = inertLine(query, NAME_MAX);
  switch (customer.kind) {
    case 'not_found':
      return [bold('No customer found'), span(asked === '' ? '' : ` for “${asked}”`)];
    case 'deleted':
      return [bold(inertLine(customer.ids[0] ?? asked, NAME_MAX)), span(' was deleted in Stripe')];
    case 'ambiguous':
      return [bold(`${plural(customer.ids.length, 'customer')} match`), span(` “${asked}”`), ...mode];
    case 'resolved':
      return [...customerSpans(customer, livemode), ...mode];
  }
}

function customerSpans({ ids, matches = [] }: ResultCustomer, livemode: boolean): Span[] {
  const [id = ''] = ids;
  const match = matches[0];
  const names = [match?.name ?? '', match?.email ?? '']
    .map((name) => inertLine(name, NAME_MAX))
    .filter((name) => name !== '');
  const [first = inertLine(id, NAME_MAX), ...others] = names;
  const url = dashboardUrl({ object: 'customer', id }, livemode);
  return [
    bold(first),
    span(others.map((name) => ` · ${name}`).join('')),
    ...(url === null ? [] : [span(' · '), link('Open in Stripe', url)]),
  ];
}

function urgencyRow({ urgency: { level, reasons } }: AnalysisResult): Span[] {
  const why = reasons
    .slice(0, REASONS_MAX)
    .map((reason) => inertLine(reason, REASON_MAX))
    .join(' ');
  return [bold(`Urgency ${URGENCIES[level]}`), span(why === '' ? '' : `: ${why}`)];
}

/** Nobody may be refunded because somebody else wrote in with their address. */
function identityRow({ kind, verified, matched_by }: ResultCustomer): Span[][] {
  if (kind !== 'resolved' || verified) return [];
  const how = FOUND[matched_by ?? 'email'];
  return [[span(`⚠️ Found only ${how}: confirm who is asking before anything is corrected.`)]];
}
