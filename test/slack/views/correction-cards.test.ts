import { describe, expect, test } from 'vitest';
import { renderBlocksAsText, renderHomeAsText, renderModalAsText } from '../../../src/slack/render-text.ts';
import {
  assertHomeWithinLimits,
  assertModalWithinLimits,
  assertWithinLimits,
} from '../../../src/slack/views/check-limits.ts';
import { correctionCard, requesterCard, type SlackMessage } from '../../../src/slack/views/index.ts';
import { DONE, homeExamples, MODALS, PROPOSED, REMINDER, STATES } from './correction-states.ts';
import { cardInput, decided, PREVIEW, stored } from './stored-corrections.ts';

const WIDTH = { width: 92, color: false };
const show = (message: SlackMessage): string => renderBlocksAsText(message, WIDTH);
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

  test('names whoever acted in Zendesk as Zendesk does, and by their account where nobody can say', () => {
    const correction = stored({ requester: 'zendesk:7001', decisions: [decided('reject', 'zendesk:7002')] });
    const names = new Map([['zendesk:7001', 'Robin Reyes']]);
    const text = show(correctionCard({ ...cardInput(correction), names }));
    expect(text).toContain('Asked for by Robin Reyes, ');
    expect(text).toContain('Rejected by zendesk:7002, ');
  });

  test('once a check is erased shows the correction by its ids', () => {
    const { ticket, correction } = cardInput(stored({ state: 'executed', ...DONE }));
    const card = correctionCard({ correction, ticket, customer: null, finding: null, names: new Map() });
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
    for (const { blocks } of [PROPOSED, REMINDER]) assertWithinLimits(blocks);
    const modals = MODALS.map(([act, view]) => {
      assertModalWithinLimits(view);
      return `## The form: ${act}\n\n\`\`\`text\n${renderModalAsText(view, WIDTH)}\n\`\`\`\n`;
    });
    const page = [
      '# Around a correction\n',
      `## The answer to a proposal\n\n\`\`\`text\n${show(PROPOSED)}\n\`\`\`\n`,
      `## The reminder\n\n\`\`\`text\n${show(REMINDER)}\n\`\`\`\n`,
      ...modals,
      ...requester,
    ];
    await expect(page.join('\n')).toMatchFileSnapshot('../examples/corrections.md');
  });

  test('the Home tab reads well', async () => {
    const homes = homeExamples();
    for (const one of homes) assertHomeWithinLimits(one);
    const page = homes.map((one) => `\`\`\`text\n${renderHomeAsText(one, WIDTH)}\n\`\`\`\n`);
    await expect(['# The Home tab\n', ...page].join('\n')).toMatchFileSnapshot('../examples/home.md');
  });
});
