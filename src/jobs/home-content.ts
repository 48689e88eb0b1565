import type { StoredCorrection } from '../../db/corrections/index.ts';
import type { Store } from '../../db/store.ts';
import { isSamePerson, type Person } from '../corrections/people.ts';
import { type CorrectionState, DECIDABLE_STATES } from '../corrections/states.ts';
import type { HomeContent, HomeList, ListedCorrection } from './correction-ports.ts';
import { shownCorrection } from './shown-correction.ts';

/** Of each list; all three fit into one Home tab with room to spare. */
const MAX_SHOWN = 10;
const NEEDS_PERSON: readonly CorrectionState[] = [
  'needs_person',
  'unknown',
  'partly_executed',
  'reversed_by_stripe',
];
const DECIDED: readonly CorrectionState[] = [
  'approved',
  'executing',
  'executed',
  'simulated',
  'rejected',
  'withdrawn',
  'expired',
  'refused',
  'stale',
  'abandoned',
];

/** What an approver's Home tab lists: what they may decide, what failed, what was decided. */
export async function homeContent(store: Store, person: Person, nowMs: number): Promise<HomeContent> {
  const [decidable, needs_person, decided] = await Promise.all(
    [DECIDABLE_STATES, NEEDS_PERSON, DECIDED].map((states) => store.listCorrections(states)),
  );
  return {
    kind: 'approver',
    account: person.account,
    now_ms: nowMs,
    waiting: await listOf(
      store,
      (decidable ?? []).filter((one) => waitsFor(one, person)),
    ),
    needs_person: await listOf(store, needs_person ?? []),
    decided: await listOf(store, decided ?? []),
  };
}

/** Not one's own, and not approved by oneself already. */
function waitsFor({ requester, requester_human, decisions }: StoredCorrection, person: Person): boolean {
  const acted: readonly Person[] = [
    { account: requester, human: requester_human },
    ...decisions.map(({ actor, human }) => ({ account: actor, human })),
  ];
  return !acted.some((other) => isSamePerson(other, person));
}

async function listOf(store: Store, corrections: readonly StoredCorrection[]): Promise<HomeList> {
  const shown: ListedCorrection[] = [];
  for (const correction of corrections.slice(0, MAX_SHOWN)) {
    const cards = await store.correctionCards(correction.id);
    const card = cards.find(({ place }) => place === 'finance');
    shown.push({
      ...(await shownCorrection(store, correction)),
      card:
        card === undefined || card.channel_id === null || card.ts === null
          ? null
          : { channel: card.channel_id, ts: card.ts },
    });
  }
  return { shown, total: corrections.length };
}
