import { plural } from '../../analysis/wording.ts';
import { correctionWords, stateWords } from '../../corrections/words.ts';
import type { HomeContent, HomeList, ListedCorrection } from '../../jobs/correction-ports.ts';
import type { PersonNames } from '../../jobs/outcome-ports.ts';
import {
  bold,
  bullets,
  context,
  divider,
  type HomeView,
  header,
  type KnownBlock,
  link,
  paragraph,
  richText,
  type Span,
  span,
  who,
} from './blocks.ts';
import { inertLine } from './inert.ts';

const NAME_MAX = 80;
const HOUR_MS = 3_600_000;

export type CardUrl = (card: { readonly channel: string; readonly ts: string }) => string | null;

/** The Home tab: what waits for an approver, what needs a person, what was decided lately; for others one sentence. */
export function homeView(content: HomeContent, cardUrl: CardUrl, names: PersonNames = new Map()): HomeView {
  const blocks = content.kind === 'approver' ? forApprover(content, cardUrl, names) : FOR_OTHERS;
  return { type: 'home', blocks };
}

const FOR_OTHERS: KnownBlock[] = [
  richText(
    paragraph(
      span('Ask me about a customer with '),
      { type: 'text', text: '/billing-check jane@acme.com', style: { code: true } },
      span(
        ' in any channel. Corrections that wait for approval are listed here for the people who approve them.',
      ),
    ),
  ),
];

function forApprover(
  content: Extract<HomeContent, { kind: 'approver' }>,
  cardUrl: CardUrl,
  names: PersonNames,
): KnownBlock[] {
  const { waiting, needs_person, decided, now_ms } = content;
  const list = (title: string, lists: HomeList, none: string): KnownBlock[] => [
    header(lists.total === 0 ? title : `${title} (${lists.total})`),
    lists.shown.length === 0
      ? richText(paragraph(span(none)))
      : richText(bullets(lists.shown.map((one) => row(one, now_ms, cardUrl, names)))),
    ...(lists.total > lists.shown.length ? [context(`and ${lists.total - lists.shown.length} more`)] : []),
  ];
  return [
    ...list('Waiting for you', waiting, 'Nothing waits for you.'),
    ...list('Failed, needs a person', needs_person, 'Nothing needs a person.'),
    divider,
    ...list('Decided lately', decided, 'Nothing was decided lately.'),
  ];
}

function row(listed: ListedCorrection, nowMs: number, cardUrl: CardUrl, names: PersonNames): Span[] {
  const { correction, customer, card } = listed;
  const { drafted, state, requester, proposed_at_ms, ticket_id, mode } = correction;
  const name = inertLine(customer?.name ?? customer?.email ?? correction.customer, NAME_MAX);
  const words = inertLine(correctionWords(drafted), 120);
  const url = card === null ? null : cardUrl(card);
  return [
    bold(`${words.charAt(0).toUpperCase()}${words.slice(1)}`),
    span(` for ${name}${ticket_id === null ? '' : `, ticket #${inertLine(ticket_id, 40)}`}: `),
    span(`${stateWords(state)}${mode === 'dry_run' ? ' (dry run)' : ''}, asked for by `),
    who(requester, names),
    span(` ${age(nowMs - proposed_at_ms)} ago`),
    ...(url === null ? [] : [span(' · '), link('open the card', url)]),
  ];
}

/** E.g. `3 hours`, `2 days`. */
export function age(ms: number): string {
  const hours = Math.max(0, Math.floor(ms / HOUR_MS));
  if (hours < 1) return plural(Math.max(0, Math.floor(ms / 60_000)), 'minute');
  return hours < 48 ? plural(hours, 'hour') : plural(Math.floor(hours / 24), 'day');
}
