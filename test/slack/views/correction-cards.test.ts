import { describe, expect, test } from 'vitest';
import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { renderBlocksAsText, renderHomeAsText, renderModalAsText } from '../../../src/slack/render-text.ts';
import {
  assertHomeWithinLimits,
  assertModalWithinLimits,
  assertWithinLimits,
} from '../../../src/slack/views/check-limits.ts';
import {
  correctionCard,
  correctionModal,
  homeView,
  proposedMessage,
  reminderMessage,
  requesterCard,
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

const WIDTH = { width: 92, color: false };
const show = (message: SlackMessage): string => renderBlocksAsText(message, WIDTH);
const [elena, tom] = ['slack:U0ELENA', 'slack:U0TOM'];
const done = { settled_at_ms: PROPOSED_MS + 9 * 60_000 };
const approved = { decisions: [decided('approve', elena)], approved_at_ms: PROPOSED_MS + 4 * 60_000 };

const STATES: readonly (readonly [string, StoredCorrection])[] = [
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
      ...done,
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
      ...done,
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
      ...done,
      decisions: [decided('reject', elena, 1, 'The customer used both seats.')],
    }),
  ],
  ['withdrawn', stored({ state: 'withdrawn', ...done, decisions: [decided('withdraw', 'zendesk:7')] })],
  [
    'expired',
    stored({
      state: 'expired',
      ...done,
      outcome: 'Nobody decided in time: check the customer again and propose it anew.',
    }),
  ],
  [
    'refused',
    stored({
      state: 'refused',
      ...approved,
      ...done,
      outcome: 'The key lacks the permission Credit notes: write.',
    }),
  ],
  [
    'stale',
    stored({
      state: 'stale',
      ...approved,
      ...done,
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
      ...done,
      outcome: 'The refund re_1 failed: the account is closed.',
    }),
  ],
  ['abandoned', stored({ state: 'abandoned', ...approved, ...done, outcome: 'Credited by hand last week.' })],
];

describe('the card of a correction', () => {
  test('reads well in every state', async () => {
    const cards = STATES.map(([name, correction]) => {
      const card = correctionCard(cardInput(correction));
      assertWithinLimits(card.blocks);
      return `## ${name}\n\nIn notifications: ${card.text}\n\n\`\`\`text\n${show(card)}\n\`\`\`\n`;
    });
    await expect(['# The card in the finance channel\n', ...cards].join('\n')).toMatchFileSnapshot(
      '../examples/correction-cards.md',
    );
  });

  test('names the amount before it counts, in words that fit Slack’s dialog', () => {
    const { blocks } = correctionCard(cardInput(stored()));
    expect(JSON.stringify(blocks)).toContain('"title":{"type":"plain_text","text":"Approve $59.50?"}');
    expect(JSON.stringify(blocks)).toContain('carried out in Stripe right after the last approval');
  });

  test('once a check is erased shows the correction by its ids', () => {
    const { ticket, correction } = cardInput(stored({ state: 'executed', ...done }));
    const card = correctionCard({ correction, ticket, customer: null, finding: null });
    assertWithinLimits(card.blocks);
    expect(show(card)).toContain('cus_Jane');
    expect(show(card)).toContain('not kept any more');
  });

  test('a plan of forty steps fits into a message and says how many more there are', () => {
    const { steps } = stored().drafted;
    const long = { ...stored().drafted, steps: Array.from({ length: 40 }, () => steps).flat() };
    const card = correctionCard(cardInput(stored({ preview: PREVIEW }, long)));
    assertWithinLimits(card.blocks);
    expect(show(card)).toMatch(/and \d\d more steps/);
  });
});

describe('what else is said about a correction', () => {
  test('reads well', async () => {
    const requester = STATES.map(([name, correction]) => {
      const message = requesterCard(cardInput(correction));
      assertWithinLimits(message.blocks);
      return `## To whoever asked: ${name}\n\n\`\`\`text\n${show(message)}\n\`\`\`\n`;
    });
    const sentence =
      'Proposed to finance: credit note of $59.50. A direct message tells you what becomes of it.';
    const answer = proposedMessage(sentence, stored().id, 1);
    const reminder = reminderMessage(cardInput(stored()), PROPOSED_MS + 60 * 3_600_000);
    for (const { blocks } of [answer, reminder]) assertWithinLimits(blocks);
    const modals = (['change', 'reject', 'ask', 'abandon'] as const).map((act) => {
      const view = correctionModal(act, stored(), 'C0FINANCE');
      assertModalWithinLimits(view);
      return `## The form: ${act}\n\n\`\`\`text\n${renderModalAsText(view, WIDTH)}\n\`\`\`\n`;
    });
    const page = [
      '# Around a correction\n',
      `## The answer to a proposal\n\n\`\`\`text\n${show(answer)}\n\`\`\`\n`,
      `## The reminder\n\n\`\`\`text\n${show(reminder)}\n\`\`\`\n`,
      ...modals,
      ...requester,
    ];
    await expect(page.join('\n')).toMatchFileSnapshot('../examples/corrections.md');
  });

  test('the Home tab reads well', async () => {
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
    for (const one of [view, nothing, other]) assertHomeWithinLimits(one);
    const page = [view, nothing, other].map((one) => `\`\`\`text\n${renderHomeAsText(one, WIDTH)}\n\`\`\`\n`);
    await expect(['# The Home tab\n', ...page].join('\n')).toMatchFileSnapshot('../examples/home.md');
  });
});
