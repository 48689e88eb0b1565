import type { Changed, Decided, NotDecided, StoredCorrection } from '../../db/corrections/index.ts';
import type { SlackCorrectionAsk, SlackRequest } from '../../db/slack-requests.ts';
import type { Store } from '../../db/store.ts';
import type { CorrectionDesk } from '../corrections/correction-desk.ts';
import type { Person } from '../corrections/people.ts';
import { smallerAmount } from '../corrections/smaller-amount.ts';
import { correctionWords, stateWords } from '../corrections/words.ts';
import { formatMoney } from '../money.ts';

/** What came of an act: one word or two for the log, and the sentence for whoever acted. */
export interface Acted {
  readonly outcome: string;
  readonly sentence: string;
}

export interface Acting {
  readonly store: Store;
  readonly correctionDesk: CorrectionDesk;
  readonly request: SlackRequest;
  readonly ask: SlackCorrectionAsk;
  readonly correction: StoredCorrection;
  readonly by: Person;
  /** True when a run before this one may have done it, and could not say so. */
  readonly again: boolean;
}

const VERDICTS = { approve: 'approved', reject: 'rejected', withdraw: 'withdrew' } as const;

/** Approve, reject, withdraw. */
export async function decide(acting: Acting): Promise<Acted> {
  const { correctionDesk, ask, correction, by, request } = acting;
  const verdict = ask.act;
  if (verdict !== 'approve' && verdict !== 'reject' && verdict !== 'withdraw') return change(acting);
  const mine = correction.decisions.find(
    (one) =>
      one.actor === by.account &&
      one.verdict === verdict &&
      one.correction_version === ask.version &&
      one.decided_at_ms >= request.received_at_ms,
  );
  if (acting.again && mine !== undefined) return said(VERDICTS[verdict], correction);
  const { id, version, text: reason } = ask;
  const decided = await correctionDesk.decide({ id, version, verdict, by, reason });
  switch (decided.kind) {
    case 'decided':
    case 'needs_second':
      return said(VERDICTS[verdict], correction, decided);
    default:
      return notDecided(decided, by);
  }
}

function said(verb: string, { drafted, state, outcome, mode }: StoredCorrection, decided?: Decided): Acted {
  const words = correctionWords(drafted);
  const done = `You ${verb} the ${words}.`;
  const why = decided?.kind === 'needs_second' ? decided.why : state === 'awaiting_second' ? outcome : null;
  if (why !== null)
    return { outcome: 'needs second', sentence: `${done} A second person has to approve it: ${why}` };
  if (verb !== VERDICTS.approve) return { outcome: verb, sentence: `${done} Nothing is sent to Stripe.` };
  const next =
    mode === 'dry_run'
      ? 'It is gone through now as a dry run: nothing is sent to Stripe.'
      : 'It is carried out now: the card says what comes of it.';
  return { outcome: verb, sentence: `${done} ${next}` };
}

/** A smaller amount, as it was typed. */
async function change({ correctionDesk, ask, correction, by, again }: Acting): Promise<Acted> {
  const { original, drafted, version: current } = correction;
  const typed = ask.amount ?? '';
  const { amount, currency } = original ?? drafted;
  if (again && current > ask.version && amount !== null && currency !== null) {
    const wanted = smallerAmount(typed, amount, currency);
    if ('amount' in wanted && wanted.amount === drafted.amount) return made(wanted.amount, currency);
  }
  const { id, version, text } = ask;
  const changed: Changed = await correctionDesk.makeSmaller({
    id,
    version,
    by,
    amount: typed,
    reason: text ?? '',
  });
  if (changed.kind !== 'smaller') return notDecided(changed, by);
  const wanted = smallerAmount(typed, drafted.amount ?? 0, currency ?? '');
  return made('amount' in wanted ? wanted.amount : 0, currency ?? '');
}

function made(amount: number, currency: string): Acted {
  return {
    outcome: 'changed',
    sentence: `The amount is ${formatMoney({ amount, currency })} now. Approve it on the card, which shows it.`,
  };
}

function notDecided(not: NotDecided, by: Person): Acted {
  switch (not.kind) {
    case 'refused':
      return { outcome: 'refused', sentence: not.sentence };
    case 'settled': {
      const whose = not.by === by.account ? 'you' : not.by;
      const what =
        whose === null ? 'Nobody can decide about this any more' : `This was decided already by ${whose}`;
      return { outcome: 'decided already', sentence: `${what}. State: ${stateWords(not.state)}.` };
    }
    case 'changed':
      return {
        outcome: 'changed since',
        sentence:
          'This correction was changed since you looked at it, so nothing was decided: look at the card again.',
      };
    case 'missing':
      return { outcome: 'unknown', sentence: UNKNOWN_CORRECTION };
  }
}

export const UNKNOWN_CORRECTION = 'This correction is not known here, so nothing was done.';

/** Somebody vouches for who wrote in. */
export async function confirmIdentity({ store, correction, by }: Acting): Promise<Acted> {
  const isFirst = await store.confirmIdentity({ analysis_id: correction.analysis_id, by });
  return {
    outcome: isFirst ? 'confirmed' : 'confirmed already',
    sentence: isFirst
      ? 'You confirmed who this is; it is recorded with your name. The correction can be approved now.'
      : 'It is confirmed already who this is. The correction can be approved.',
  };
}

/** A person ends what only a person can. */
export async function resolve({ store, ask, correction, by, again }: Acting): Promise<Acted> {
  const verdict = ask.act === 'done' ? 'done' : 'abandon';
  const gaveUp = {
    outcome: 'given up',
    sentence: 'You gave this correction up. What Stripe holds now stays as it is.',
  };
  if (again && verdict === 'abandon' && correction.state === 'abandoned') return gaveUp;
  const { account: actor, human } = by;
  const taken = await store.resolveCorrection({ id: correction.id, actor, human, verdict, reason: ask.text });
  switch (taken) {
    case 'taken':
      return verdict === 'abandon'
        ? gaveUp
        : { outcome: 'to verify', sentence: 'Stripe is read again now; the card says whether it is done.' };
    case 'not_waiting':
      return {
        outcome: 'decided already',
        sentence: `Nobody has to act on this any more. State: ${stateWords(correction.state)}.`,
      };
    case 'missing':
      return { outcome: 'unknown', sentence: UNKNOWN_CORRECTION };
  }
}

/** A question of finance's, for the ticket. */
export async function askAgent({ store, request, correction, ask }: Acting): Promise<Acted> {
  if (correction.ticket_id === null || ask.text === null)
    return {
      outcome: 'no ticket',
      sentence: 'This correction belongs to no ticket, so there is nobody to ask there.',
    };
  await store.askAgent({
    request_id: request.id,
    correction_id: correction.id,
    ticket_id: correction.ticket_id,
  });
  return {
    outcome: 'asked',
    sentence: `Your question goes to ticket ${correction.ticket_id} as an internal note.`,
  };
}
