import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Marks } from '../../../db/feedback.ts';
import { buildWorld } from '../../../src/sandbox/stories/world.ts';
import { renderBlocksAsText, renderHomeAsText, renderModalAsText } from '../../../src/slack/render-text.ts';
import {
  correctionCard,
  draftModal,
  feedbackModal,
  requesterCard,
  type SlackMessage,
} from '../../../src/slack/views/index.ts';
import { homeExamples, MODALS, PROPOSED, REMINDER, STATES } from '../../slack/views/correction-states.ts';
import { aResult, shortMessages } from '../../slack/views/short-messages.ts';
import { cardInput } from '../../slack/views/stored-corrections.ts';
import { answer, storyResults, triageMessage } from '../../slack/views/story-messages.ts';
import { SCREENSHOTS } from '../browser-setup.ts';
import { type OpenPane, type SlackPage, startSlackPage, violations } from './slack-page.ts';

const marks: Marks = { findings: [], draft: null };
const TEXT = { width: 92, color: false };
const world = buildWorld(1);
let slackPage: SlackPage;
let light: OpenPane;
let dark: OpenPane;

beforeAll(async () => {
  slackPage = await startSlackPage();
  [light, dark] = await Promise.all([slackPage.open(), slackPage.open({ colorScheme: 'dark', width: 420 })]);
});
afterAll(() => slackPage.close());

/** Without spaces, without menus, and without what only the terminal draws; there, a button stands before the end of the text it is beside. */
const bare = (text: string): string =>
  text
    .replace(/^\[ .* ▾ \]\n(?:^ {2}[○…] .*\n?)*/gm, '')
    .replace(/^\[ (?:[\d.]+)?_+ \]$/gm, '')
    .replace(/^([^[\n].*\S) {2,}\[ (.+) \]\n(.*)$/gm, '$1\n$3\n$2')
    .replace(/[\s↗▣│┌└─•[\]]/g, '');

/** What can be read in it; dates as their fallback, which is the same for every reader. */
async function read(page: Page, selector: string): Promise<string> {
  const text = await page
    .locator(selector)
    .last()
    .evaluate((element) => {
      const copy = element.cloneNode(true) as typeof element;
      for (const menu of copy.querySelectorAll('.slack-select, .slack-input select')) menu.remove();
      for (const time of copy.querySelectorAll('time')) time.textContent = time.title;
      return copy.textContent ?? '';
    });
  return bare(text);
}

async function picture(name: string): Promise<void> {
  for (const [scheme, { page }] of [
    ['light', light],
    ['dark', dark],
  ] as const)
    await page.screenshot({ path: new URL(`slack-${name}-${scheme}.png`, SCREENSHOTS).pathname });
}

/** Everything in it is drawn, reads as the terminal's drawing of it does, and keeps nobody out. */
async function isDrawn(part: string, text: string, judged?: string): Promise<void> {
  const inOne = async ({ page, complaints }: OpenPane): Promise<void> => {
    await expect.poll(() => read(page, part), { timeout: 15_000 }).toBe(bare(text));
    expect(await page.locator('.slack-not-shown').count()).toBe(0);
    expect(await violations(page, judged)).toEqual([]);
    const [full, shown] = await page
      .locator('html')
      .evaluate((html) => [html.scrollWidth, html.clientWidth] as const);
    expect(full, 'nothing sticks out of the page').toBe(shown);
    expect(complaints).toEqual([]);
  };
  await Promise.all([light, dark].map(inOne));
}

const LAST_MESSAGE = '.slack-messages > article:last-of-type';

async function messageIsDrawn(message: SlackMessage): Promise<void> {
  await slackPage.post(message);
  await isDrawn(`${LAST_MESSAGE} .slack-blocks`, renderBlocksAsText(message, TEXT), LAST_MESSAGE);
}

describe('every example of a message is drawn whole', () => {
  it.each(shortMessages())('%s', async (_, message) => {
    await messageIsDrawn(message);
  });

  it.each(STATES)('the card of a correction that is %s', async (_, correction) => {
    await messageIsDrawn(correctionCard(cardInput(correction)));
    await messageIsDrawn(requesterCard(cardInput(correction)));
  });

  it('what is said beside a card', async () => {
    for (const message of [PROPOSED, REMINDER]) await messageIsDrawn(message);
    for (const { page } of [light, dark]) expect(await violations(page)).toEqual([]);
    await picture('card');
  });

  it('the ten stories, folded, unfolded and in the triage channel', { timeout: 180_000 }, async () => {
    const results = await storyResults(world);
    for (const [key, result] of results) {
      for (const message of [answer(result, false), answer(result, true), triageMessage(result)])
        await messageIsDrawn(message);
      await picture(`story-${key}`);
    }
    expect(results.size).toBe(10);
  });

  it('a menu of many customers, whose options are all there', async () => {
    const [, message] = shortMessages().find(([name]) => name === 'Many customers') ?? [];
    if (message === undefined) throw new Error('the example is there');
    await slackPage.post(message);
    const { page } = light;
    const menu = page.getByRole('button', { name: 'Choose a customer' }).last();
    await menu.click();
    expect(await page.getByRole('menuitemradio').count()).toBe(70);
    expect(await violations(page)).toEqual([]);
    await picture('menu');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('menu').count()).toBe(0);
  });
});

describe('every example of a modal is drawn whole', () => {
  it.each(MODALS)('%s', async (name, view) => {
    await slackPage.openModal(view);
    await isDrawn('.slack-dialog-head h3', view.title.text);
    await isDrawn('.slack-dialog-body', renderModalAsText(view, TEXT).split('\n').slice(1).join('\n'));
    await picture(`modal-${name}`);
  });

  it('right or wrong', async () => {
    const view = feedbackModal({ id: 'an_1', result: aResult(), findings: ['fi_1'], marks });
    await slackPage.openModal(view);
    await isDrawn('.slack-dialog-body', renderModalAsText(view, TEXT).split('\n').slice(1).join('\n'));
    await picture('modal-feedback');
  });

  it('the reply', async () => {
    const view = draftModal({ id: 'an_1', result: aResult() });
    await slackPage.openModal(view);
    await isDrawn('.slack-dialog-body', renderModalAsText(view, TEXT).split('\n').slice(1).join('\n'));
    await picture('modal-reply');
    await light.page.getByRole('button', { name: 'Close', exact: true }).click();
    for (const { page } of [light, dark]) await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

it('every example of the Home tab is drawn whole', async () => {
  for (const { page } of [light, dark]) await page.getByRole('button', { name: 'billing-check' }).click();
  for (const view of homeExamples()) {
    await slackPage.publishHome(view);
    await isDrawn('.slack-home', renderHomeAsText(view, TEXT));
  }
  await picture('home');
});
