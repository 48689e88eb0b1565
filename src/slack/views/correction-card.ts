import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { dashboardUrl } from '../../check/dashboard-url.ts';
import { recomputationLine } from '../../check/labels.ts';
import { planOf } from '../../corrections/plan.ts';
import { type CorrectionState, DECIDABLE_STATES } from '../../corrections/states.ts';
import { correctionWords } from '../../corrections/words.ts';
import type { ShownCorrection } from '../../jobs/correction-ports.ts';
import type { OutcomeStep, PersonNames } from '../../jobs/outcome-ports.ts';
import { outcomeSteps } from '../../jobs/outcome-steps.ts';
import { formatMoney } from '../../money.ts';
import {
  bold,
  bullets,
  context,
  header,
  type KnownBlock,
  lines,
  link,
  moment,
  paragraph,
  richText,
  type SlackMessage,
  type Span,
  span,
  who,
} from './blocks.ts';
import { cardActions } from './correction-buttons.ts';
import { effectSpans } from './correction-effects.ts';
import { outcomeRows } from './correction-outcome.ts';
import { beforeAndAfter } from './correction-preview.ts';
import { type StepWords, stepWords } from './correction-steps.ts';
import { cardTitle } from './correction-titles.ts';
import { type TicketLink, ticketSpan } from './head.ts';
import { inertFallback, inertLine, jsonBytes } from './inert.ts';
import { LIMITS } from './limits.ts';

export interface CorrectionCardInput extends ShownCorrection {
  readonly ticket: TicketLink | null;
  /** Of whoever acted elsewhere than in Slack. */
  readonly names: PersonNames;
}

/** How much of a long correction is shown. */
interface Detail {
  readonly steps: number;
  readonly evidence: number;
  readonly preview: number;
  readonly decisions: number;
}
/** What is tried in turn until it fits into a message. */
const LEVELS: readonly [Detail, ...Detail[]] = [
  { steps: 12, evidence: 6, preview: 6, decisions: 6 },
  { steps: 8, evidence: 3, preview: 4, decisions: 4 },
  { steps: 4, evidence: 2, preview: 2, decisions: 2 },
];

const NAME_MAX = 100;
const TITLE_MAX = 120;
const RECOMPUTATION_MAX = 240;
const MAX_CUSTOMER_LINES = 5;

/**
 * The card finance decides on: who, what was found, what exactly is to be done, what the customer and the next invoice
 * would show, who asked; then the buttons, or, once decided, who decided what and what came of it.
 */
export function correctionCard(input: CorrectionCardInput): SlackMessage {
  const [full, ...shorter] = LEVELS.map((level) => cardBlocks(input, level));
  const blocks = [full, ...shorter].find(
    (one) => one !== undefined && jsonBytes(one) <= LIMITS.message_bytes,
  );
  return { text: cardText(input), blocks: blocks ?? shorter.at(-1) ?? [] };
}

/** One line for notifications and screen readers. */
export function cardText({ correction, customer }: ShownCorrection): string {
  const name = inertFallback(customer?.name ?? customer?.email ?? correction.customer, NAME_MAX);
  return `${inertFallback(cardTitle(correction), LIMITS.header)} for ${name}`;
}

function cardBlocks(input: CorrectionCardInput, detail: Detail): KnownBlock[] {
  const { correction } = input;
  const steps = correction.drafted.steps.map(stepWords);
  const outcome = outcomeRows(correction, input.names, detail.decisions);
  const isDropped = NOTHING_MOVED.includes(correction.state);
  return [
    header(inertLine(cardTitle(correction), LIMITS.header)),
    richText(lines([...dryRun(correction), ...whoRows(input)])),
    ...(outcome.length === 0 ? [] : [richText(lines(outcome))]),
    richText(lines(foundRows(input, detail.evidence))),
    richText(
      paragraph(bold(headOf(correction, steps))),
      bullets(stepRows(correction, steps, detail.steps)),
      ...(isDropped ? [] : customerParts(steps, correction.mode)),
    ),
    ...(isDropped ? [] : beforeAndAfter(correction.preview, detail.preview)),
    ...cardActions(correction),
    context(`${correction.id} · version ${correction.version}`),
  ];
}

/** Where nothing will be seen of it any more. */
const NOTHING_MOVED: readonly CorrectionState[] = [
  'rejected',
  'withdrawn',
  'expired',
  'refused',
  'stale',
  'abandoned',
];

function dryRun({ mode, settled_at_ms }: ShownCorrection['correction']): Span[][] {
  if (mode !== 'dry_run') return [];
  const sentence = settled_at_ms === null ? 'nothing will be sent to Stripe.' : 'nothing was sent to Stripe.';
  return [[bold('🧪 Dry run: '), span(sentence)]];
}

function whoRows({ correction, customer, ticket, names: people }: CorrectionCardInput): Span[][] {
  const { requester, livemode, proposed_at_ms, expires_at_ms, is_identified, state } = correction;
  const names = [customer?.name ?? '', customer?.email ?? '', correction.customer]
    .map((name) => inertLine(name, NAME_MAX))
    .filter((name) => name !== '');
  const [first = 'Customer', ...others] = names;
  const url = dashboardUrl({ object: 'customer', id: correction.customer }, livemode);
  return [
    [
      bold(first),
      span(others.map((name) => ` · ${name}`).join('')),
      ...(url === null ? [] : [span(' · '), link('Open in Stripe', url)]),
      span(livemode ? '' : ' · test mode'),
      ...(ticket === null ? [] : [span(' · Ticket '), ticketSpan(ticket)]),
    ],
    [
      span('Asked for by '),
      who(requester, people),
      span(', '),
      moment(proposed_at_ms),
      ...(isDecidable(state) ? [span('. Lapses '), moment(expires_at_ms)] : []),
      span('.'),
    ],
    ...(is_identified || !isDecidable(state)
      ? []
      : [
          [bold('⚠️ Matched by e-mail address only: '), span('confirm who this is before money is returned.')],
        ]),
  ];
}

function foundRows({ finding, correction }: CorrectionCardInput, evidence: number): Span[][] {
  if (finding === null) return [[span('What was found is not kept any more.')]];
  const { title, amount, recomputation, evidence: refs } = finding;
  const money = amount === null ? '' : `: ${inertLine(formatMoney(amount), 40)}`;
  const last = recomputation.at(-1);
  return [
    [bold('Found: '), span(`${inertLine(title, TITLE_MAX) || 'a finding'}${money}`)],
    ...(last === undefined
      ? []
      : [[span(`Recomputed: ${inertLine(recomputationLine(last), RECOMPUTATION_MAX)}`)]]),
    ...(refs.length === 0
      ? []
      : [
          [
            span('Evidence: '),
            ...refs
              .slice(0, evidence)
              .flatMap((ref, place) => [
                span(place === 0 ? '' : ', '),
                link(
                  inertLine(`${ref.object.replaceAll('_', ' ')} ${ref.id}`, 60) || 'evidence',
                  dashboardUrl(ref, correction.livemode),
                ),
              ]),
            span(refs.length > evidence ? ` and ${refs.length - evidence} more` : ''),
          ],
        ]),
  ];
}

/** What the steps below are; of several what they come to. */
function headOf({ drafted, original }: StoredCorrection, steps: readonly StepWords[]): string {
  const byHand = planOf(drafted).kind === 'by_hand' ? ', done by hand' : '';
  const whole =
    steps.length > 1 ? ` in ${steps.length} steps: ${inertLine(correctionWords(drafted), 160)}` : '';
  const before =
    original === null || original.amount === null || original.currency === null
      ? ''
      : ` (made smaller, from ${inertLine(formatMoney({ amount: original.amount, currency: original.currency }), 40)})`;
  return `Correction${byHand}${whole}${before}`;
}

function stepRows(correction: StoredCorrection, steps: readonly StepWords[], most: number): Span[][] {
  const { livemode } = correction;
  const outcomes = outcomeSteps(correction);
  const more = steps.length - Math.min(steps.length, most);
  return [
    ...steps.slice(0, most).map(({ what, details, target }, position) => {
      const url = target === null ? null : dashboardUrl(target, livemode);
      return [
        span(`${what}${details === '' ? '' : `: ${details}`}`),
        ...(url === null ? [] : [span(' · '), link('open', url)]),
        ...effectsOf(outcomes[position], livemode),
      ];
    }),
    ...(more > 0 ? [[span(`and ${more} more steps: billing-check corrections show lists them`)]] : []),
  ];
}

function effectsOf(step: OutcomeStep | undefined, livemode: boolean): Span[] {
  return step === undefined ? [] : effectSpans(step, livemode);
}

function customerParts(steps: readonly StepWords[], mode: StoredCorrection['mode']) {
  const seen = [...new Set(steps.map(({ customer }) => customer))].filter((text) => text !== '');
  if (seen.length === 0) return [];
  const shown = seen.slice(0, MAX_CUSTOMER_LINES);
  const more = seen.length - shown.length;
  return [
    paragraph(bold(`What the customer ${mode === 'dry_run' ? 'would' : 'will'} see`)),
    bullets([...shown.map((text) => [span(text)]), ...(more > 0 ? [[span(`and ${more} more`)]] : [])]),
  ];
}

const isDecidable = (state: ShownCorrection['correction']['state']): boolean =>
  DECIDABLE_STATES.includes(state);
