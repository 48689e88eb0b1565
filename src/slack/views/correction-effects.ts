import { dashboardUrl } from '../../check/dashboard-url.ts';
import type { CorrectionEffectState } from '../../corrections/states.ts';
import type { OutcomeStep } from '../../jobs/outcome-ports.ts';
import { bold, link, type Span, span } from './blocks.ts';
import { inertLine } from './inert.ts';

const ID_MAX = 80;
const SENTENCE_MAX = 200;
const REQUEST_MAX = 120;
const MAX_MADE = 3;

const STATES: Readonly<Record<CorrectionEffectState, string>> = {
  planned: '',
  sent: 'sent',
  done: 'done',
  refused: 'refused',
  unknown: 'outcome not known yet',
  needs_person: 'needs a person',
  skipped: 'not done',
};

/** How far a step is, with links to what it made in Stripe; of a dry run the request that was not sent. */
export function effectSpans({ state, sentence, made, request }: OutcomeStep, livemode: boolean): Span[] {
  if (request !== null)
    return [span(` · would have sent ${inertLine(`${request.method} ${request.path}`, REQUEST_MAX)}`)];
  if (state === 'planned') return [];
  const why = inertLine(sentence ?? '', SENTENCE_MAX);
  return [span(' · '), bold(STATES[state]), span(why === '' ? '' : `: ${why}`), ...madeSpans(made, livemode)];
}

function madeSpans(made: OutcomeStep['made'], livemode: boolean): Span[] {
  if (made === null) return [];
  return [{ object: made.object, id: made.id }, ...made.also]
    .slice(0, MAX_MADE)
    .flatMap((ref) => [
      span(', '),
      link(inertLine(`${ref.object.replaceAll('_', ' ')} ${ref.id}`, ID_MAX), dashboardUrl(ref, livemode)),
    ]);
}
