import { assert } from '../assert.ts';
import { dashboardUrl } from '../check/dashboard-url.ts';
import type { DraftedNotice, OutcomeStep, ToldOutcome, ToldRecheck } from '../jobs/outcome-ports.ts';
import { escapeHtml } from './escape-html.ts';
import { anchor, draftBlock, line, list, MAXIMUM_NOTE_HTML_BYTES, paragraph } from './note-html.ts';
import { creditParts, doneWords, glanceLine, NEXT, personWords, toDoWords } from './outcome-words.ts';
import { withoutMarkers } from './without-markers.ts';

/** How much of everything is shown; the tightest fits whatever the texts are (an escaped character is 6 bytes). */
interface Limits {
  readonly steps: number;
  readonly sentence: number;
  readonly request: number;
  readonly draft: number;
}
const LIMITS: readonly Limits[] = [
  { steps: 40, sentence: 2_000, request: 600, draft: 10_000 },
  { steps: 12, sentence: 600, request: 200, draft: 4_000 },
  { steps: 4, sentence: 200, request: 100, draft: 2_000 },
];

/**
 * The internal note about what became of a correction, as HTML: one line that says it, who asked and decided, why, what
 * exactly was made in Stripe or would have been, what to do next, and the drafted notice to the customer.
 */
export function renderOutcomeNote(told: ToldOutcome, marker: string): string {
  for (const limits of LIMITS) {
    const html = renderWithin(told, marker, limits);
    if (Buffer.byteLength(html) <= MAXIMUM_NOTE_HTML_BYTES) return html;
  }
  assert(false, 'the tightest limits fit any note', { marker });
}

/** The note that follows once Stripe could be read again. */
export function renderRecheckNote({ correction, words, recheck }: ToldRecheck, marker: string): string {
  return withFooter(
    [`<p><b>${line(`New check after the correction (${words}): ${recheckSentence(recheck)}`, 500)}</b></p>`],
    correction,
    marker,
  );
}

function renderWithin(told: ToldOutcome, marker: string, limits: Limits): string {
  const { correction, steps, recheck, notice } = told;
  const text = (label: string, value: string | null): string =>
    value === null || value === '' ? '' : paragraph(label, line(value, limits.sentence));
  const parts = [
    `<p><b>${line(glanceLine(told), 300)}</b></p>`,
    text('Who', whoLine(told)),
    text('Why', whyLine(told)),
    list(
      STEPS_TITLE[correction.state] ?? 'In Stripe',
      steps.map((step) => stepHtml(step, told, limits)),
      limits.steps,
    ),
    recheck === null ? '' : text('New check', recheckSentence(recheck)),
    text('Next', nextSentence(told)),
    notice === null ? '' : noticeHtml(notice, limits.draft),
  ];
  return withFooter(parts, correction, marker);
}

const STEPS_TITLE: Readonly<Partial<Record<ToldOutcome['correction']['state'], string>>> = {
  executed: 'In Stripe',
  simulated: 'Would have been sent to Stripe',
  refused: 'Was to be done',
  stale: 'Was to be done',
  expired: 'Was to be done',
  rejected: 'Was to be done',
  withdrawn: 'Was to be done',
};

function whoLine({ correction: { requester, decisions }, names }: ToldOutcome): string {
  const by = (verdict: (typeof decisions)[number]['verdict']): string =>
    [
      ...new Set(
        decisions.filter((one) => one.verdict === verdict).map(({ actor }) => personWords(actor, names)),
      ),
    ].join(' and ');
  const parts = [
    ['approved by', by('approve')],
    ['rejected by', by('reject')],
    ['withdrawn by', by('withdraw')],
  ] as const;
  const decided = parts.filter(([, people]) => people !== '').map(([verb, people]) => `${verb} ${people}`);
  return `${[`asked for by ${personWords(requester, names)}`, ...decided].join(', ')}.`;
}

/** What whoever decided gave as a reason, else what the executor found. */
function whyLine({ correction: { state, decisions, outcome } }: ToldOutcome): string | null {
  const verdict = { rejected: 'reject', withdrawn: 'withdraw' }[String(state)];
  if (verdict === undefined) return outcome;
  const reason = decisions.findLast((one) => one.verdict === verdict)?.reason?.trim() ?? '';
  return reason === '' ? outcome : `“${reason}”`;
}

function nextSentence({ correction: { state }, notice, recheck }: ToldOutcome): string {
  if (state !== 'executed') return NEXT[state];
  if (recheck?.kind === 'same' || recheck?.kind === 'changed')
    return 'Look at the customer’s billing again before you answer: see the new check above.';
  return notice === null ? 'Tell the customer what was done.' : NEXT.executed;
}

/** In words of its own: those of the check are for people who are about to approve. */
function recheckSentence({ kind }: NonNullable<ToldOutcome['recheck']>): string {
  switch (kind) {
    case 'gone':
      return 'the fault is no longer found, so the finding is closed.';
    case 'same':
      return 'the same fault is still found. Look again before you tell the customer that it is put right.';
    case 'changed':
      return 'it cannot be confirmed that the fault is gone. Check the customer again before you tell them that it is put right.';
    case 'unreadable':
      return 'Stripe could not be read again yet. It is tried again, and a second note says what is found.';
  }
}

function stepHtml(step: OutcomeStep, { correction }: ToldOutcome, limits: Limits): string {
  const { livemode, state } = correction;
  const target = linked(step.target, step.target.id, livemode);
  const isMoney = step.amount !== null;
  const parts = step.state === 'done' ? creditParts(step) : '';
  const where = `${isMoney ? ' on ' : ': '}${target}${parts === '' ? '' : ` (${line(parts, 200)})`}`;
  if (step.state === 'done') return `${line(doneWords(step), 200)}${where}${madeHtml(step, correction)}`;
  const what = `${line(toDoWords(step), 200)}${where}`;
  if (step.request !== null) {
    const { method, path, params } = step.request;
    const request = `${method} ${path} ${JSON.stringify(params)}`;
    return `${what}<br><code>${line(request, limits.request)}</code>`;
  }
  if (state === 'executed') return `${what}. Not made by billing-check: somebody put it right another way.`;
  const label = OPEN_STEP[step.state];
  // The correction's own sentence says it already.
  const why = step.sentence === null || step.sentence === correction.outcome ? '' : ` ${step.sentence}`;
  if (label === undefined || STEPS_TITLE[state] !== undefined) return what;
  const exactly =
    step.state === 'needs_person'
      ? `<br><code>${line(JSON.stringify(step.params), limits.request)}</code>`
      : '';
  return `${what}. ${line(`${label}.${why}`, limits.sentence)}${exactly}`;
}

const OPEN_STEP: Readonly<Partial<Record<OutcomeStep['state'], string>>> = {
  planned: 'Not begun',
  sent: 'Sent, and not answered yet',
  unknown: 'Sent, and its outcome is not known',
  refused: 'Refused',
  skipped: 'Not done',
  needs_person: 'Waits for a person',
};

/** `: credit note cn_… (issued), refund re_…`, each a link; where it was done by hand, that it was. */
function madeHtml({ made, sentence }: OutcomeStep, { livemode, state }: ToldOutcome['correction']): string {
  if (made === null) return ' (by hand)';
  const already = sentence === null ? '' : `. ${line(sentence, 200)}`;
  const objects = [made, ...made.also].filter(({ object }) => OBJECT[object] !== undefined);
  if (objects.length === 0) return already;
  // Of a refund that came back Stripe's first answer is not true any more.
  const isTold = made.object === 'refund' && made.status !== null && state !== 'reversed_by_stripe';
  const status = isTold ? ` (${line(made.status ?? '', 40)})` : '';
  const shown = objects.map(
    (ref) => `${linked(ref, `${OBJECT[ref.object]} ${ref.id}`, livemode)}${ref === made ? status : ''}`,
  );
  return `: ${shown.join(', ')}${already}`;
}

/** What is made; of an object that is only changed the step names the id already. */
const OBJECT: Readonly<Record<string, string>> = {
  refund: 'refund',
  credit_note: 'credit note',
  customer_balance_transaction: 'balance transaction',
};

function linked(
  ref: { readonly object: string; readonly id: string },
  label: string,
  livemode: boolean,
): string {
  const url = dashboardUrl(ref, livemode);
  return url === null ? line(label, 120) : anchor(label, url);
}

const LANGUAGE_NAMES = new Intl.DisplayNames(['en'], { type: 'language' });

function noticeHtml(notice: DraftedNotice, maximum: number): string {
  const { text, language, wanted, omitted, untold } = notice;
  const warnings = [
    ...(wanted === language
      ? []
      : [
          `The customer writes in ${LANGUAGE_NAMES.of(wanted) ?? wanted}; the notice is in ${LANGUAGE_NAMES.of(language) ?? language}.`,
        ]),
    ...(omitted === 0
      ? []
      : [
          `The draft lacks ${omitted === 1 ? 'a sentence' : `${omitted} sentences`} because of words the policy avoids: check that it still says what was done.`,
        ]),
    ...(untold === 0
      ? []
      : [
          `The draft says nothing of ${untold === 1 ? 'one step' : `${untold} steps`} of the correction: add what was done.`,
        ]),
  ];
  return [
    ...warnings.map((warning) => `<p><b>${line(warning, 300)}</b></p>`),
    draftBlock('Draft notice to the customer', text, language, maximum),
  ].join('\n');
}

/** Ends every note about a correction. The marker is the last thing in it, and nothing before it looks like one. */
export function withFooter(
  parts: readonly string[],
  { id, livemode }: Pick<ToldOutcome['correction'], 'id' | 'livemode'>,
  marker: string,
): string {
  const data = livemode ? '' : ' · test data';
  const body = withoutMarkers(parts.filter((part) => part !== '').join('\n'));
  return `${body}\n<p>billing-check · correction ${line(id, 60)}${data} · <code>${escapeHtml(marker)}</code></p>`;
}
