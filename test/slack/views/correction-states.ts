import type { StoredCorrection } from '../../../db/corrections/index.ts';
import {
  correctionModal,
  type HomeView,
  homeView,
  type ModalView,
  proposedMessage,
  reminderMessage,
  type SlackMessage,
} from '../../../src/slack/views/index.ts';
import {
  BY_HAND,
  cardInput,
  DUPLICATE_PLAN,
  decided,
  effect,
  MADE,
  PREVIEW,
  PROPOSED_MS,
  stored,
  VOID,
} from './stored-corrections.ts';

const [elena, tom] = ['slack:U0ELENA', 'slack:U0TOM'];
export const DONE = { settled_at_ms: PROPOSED_MS + 9 * 60_000 };
const approved = { decisions: [decided('approve', elena)], approved_at_ms: PROPOSED_MS + 4 * 60_000 };

/** A correction in everything that can become of it, by name. */
export const STATES: readonly (readonly [string, StoredCorrection])[] = [
  ['proposed', stored({ preview: PREVIEW })],
  ['proposed, dry run, who it is not confirmed', stored({ mode: 'dry_run', is_identified: false })],
  [
    'made smaller',
    stored({
      version: 2,
      original: { ...stored().drafted, amount: 9_900 },
      acts: [
        {
          act: 'change',
          actor: elena,
          reason: 'Half of it was used.',
          amount_before: 9_900,
          amount_after: 5_950,
          acted_at_ms: PROPOSED_MS + 3 * 60_000,
        },
      ],
    }),
  ],
  ['a plan of two steps', stored({ livemode: false }, DUPLICATE_PLAN)],
  ['a void invoice, no ticket', stored({ ticket_id: null }, VOID)],
  ['to be done by hand', stored({}, BY_HAND)],
  [
    'awaiting_second',
    stored({
      state: 'awaiting_second',
      decisions: [decided('approve', elena)],
      outcome: 'Above $50.00 the policy wants two people.',
    }),
  ],
  ['approved', stored({ state: 'approved', ...approved })],
  [
    'executed',
    stored({
      state: 'executed',
      ...approved,
      ...DONE,
      decisions: [decided('approve', elena), decided('approve', tom, 2)],
      effects: [effect('done', { result: MADE })],
      closed_at_ms: PROPOSED_MS + 12 * 60_000,
    }),
  ],
  [
    'simulated',
    stored({
      state: 'simulated',
      mode: 'dry_run',
      ...approved,
      ...DONE,
      effects: [
        effect('planned', {
          result: JSON.stringify({ method: 'POST', path: '/v1/credit_notes', params: {} }),
        }),
      ],
    }),
  ],
  [
    'rejected',
    stored({
      state: 'rejected',
      ...DONE,
      decisions: [decided('reject', elena, 1, 'The customer used both seats.')],
    }),
  ],
  ['withdrawn', stored({ state: 'withdrawn', ...DONE, decisions: [decided('withdraw', 'zendesk:7')] })],
  [
    'expired',
    stored({
      state: 'expired',
      ...DONE,
      outcome: 'Nobody decided in time: check the customer again and propose it anew.',
    }),
  ],
  [
    'refused',
    stored({
      state: 'refused',
      ...approved,
      ...DONE,
      outcome: 'The key lacks the permission Credit notes: write.',
    }),
  ],
  [
    'stale',
    stored({
      state: 'stale',
      ...approved,
      ...DONE,
      outcome: 'The charge was refunded in the Dashboard meanwhile.',
    }),
  ],
  [
    'unknown',
    stored({ state: 'unknown', ...approved, outcome: 'Stripe gave no answer; it is asked again.' }),
  ],
  [
    'needs_person',
    stored({
      state: 'needs_person',
      ...approved,
      effects: [effect('needs_person')],
      outcome: 'Stripe shows two credit notes: look which one is right.',
    }),
  ],
  [
    'reversed_by_stripe',
    stored({
      state: 'reversed_by_stripe',
      ...approved,
      ...DONE,
      outcome: 'The refund re_1 failed: the account is closed.',
    }),
  ],
  ['abandoned', stored({ state: 'abandoned', ...approved, ...DONE, outcome: 'Credited by hand last week.' })],
];

/** What is said beside the cards. */
export const PROPOSED: SlackMessage = proposedMessage(
  'Proposed to finance: credit note of $59.50. A direct message tells you what becomes of it.',
  stored().id,
  1,
);
export const REMINDER: SlackMessage = reminderMessage(cardInput(stored()), PROPOSED_MS + 60 * 3_600_000);

/** The forms of an approver, by what they are for. */
export const MODALS: readonly (readonly [string, ModalView])[] = (
  ['change', 'reject', 'ask', 'abandon'] as const
).map((act) => [act, correctionModal(act, stored(), 'C0FINANCE')]);

/** The Home tab of an approver with work, of one without, and of somebody else. */
export function homeExamples(): readonly HomeView[] {
  const listed = (correction: StoredCorrection) => ({
    ...cardInput(correction),
    card: { channel: 'C0FINANCE', ts: '1795000000.000100' },
  });
  const list = (...corrections: StoredCorrection[]) => ({
    shown: corrections.map(listed),
    total: corrections.length === 0 ? 0 : corrections.length + 3,
  });
  const [rejected, needsPerson] = ['rejected', 'needs_person'].map(
    (name) => STATES.find(([state]) => state === name)?.[1] ?? stored(),
  );
  const view = homeView(
    {
      kind: 'approver',
      account: tom,
      now_ms: PROPOSED_MS + 5 * 3_600_000,
      waiting: list(stored(), stored({ mode: 'dry_run' }, DUPLICATE_PLAN)),
      needs_person: list(needsPerson ?? stored()),
      decided: list(rejected ?? stored()),
    },
    ({ channel, ts }) => `https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`,
  );
  const none = { shown: [], total: 0 };
  const nothing = homeView(
    {
      kind: 'approver',
      account: tom,
      now_ms: PROPOSED_MS,
      waiting: none,
      needs_person: none,
      decided: none,
    },
    () => null,
  );
  const other = homeView({ kind: 'no_approver' }, () => null);
  return [view, nothing, other];
}
