import type { Locator } from 'playwright-core';
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

/** What can be read in an element; dates as their fallback, which is the same for every reader. */
async function read(place: Locator): Promise<string> {
  const text = await place.evaluate((element) => {
    const copy = element.cloneNode(true) as typeof element;
    const untold = '.slack-select, .slack-input select, .slack-input > label small';
    for (const one of copy.querySelectorAll(untold)) one.remove();
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

const inBoth = (look: (pane: OpenPane) => Promise<void>) => Promise.all([light, dark].map(look));

/** Nothing is left out, nothing sticks out, and nobody is kept out. */
async function isWhole({ page, complaints }: OpenPane, part?: string): Promise<void> {
  expect(await page.locator('.slack-not-shown').count()).toBe(0);
  expect(await violations(page, part)).toEqual([]);
  const [full, shown] = await page
    .locator('html')
    .evaluate((html) => [html.scrollWidth, html.clientWidth] as const);
  expect(full, 'nothing sticks out of the page').toBe(shown);
  expect(complaints).toEqual([]);
}

/** The part of the page reads as the terminal's drawing of it does. */
async function isDrawn(part: string, text: string): Promise<void> {
  await inBoth(async (pane) => {
    const place = pane.page.locator(part);
    await expect.poll(() => read(place), { timeout: 15_000 }).toBe(bare(text));
    await isWhole(pane, part);
  });
}

type Named = readonly (readonly [name: string, message: SlackMessage])[];

/** Every one of them does, one under the other. */
async function areDrawn(messages: Named): Promise<void> {
  const before = await light.page.getByRole('article').count();
  for (const [, message] of messages) await slackPage.post(message);
  await inBoth(async (pane) => {
    const articles = pane.page.getByRole('article');
    await expect.poll(() => articles.count(), { timeout: 15_000 }).toBe(before + messages.length);
    for (const [place, [name, message]] of messages.entries()) {
      const shown = await read(articles.nth(before + place).locator('.slack-blocks'));
      expect(shown, name).toBe(bare(renderBlocksAsText(message, TEXT)));
    }
    // Who reads at the end stays there, however many come at once.
    const below = () =>
      pane.page
        .getByRole('log')
        .evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
    await expect.poll(below, { timeout: 5_000 }).toBeLessThan(2);
    await isWhole(pane);
  });
}

describe('every example of a message is drawn whole', () => {
  it('the short ones', () => areDrawn(shortMessages()));

  it('the card of a correction, whatever becomes of it', async () => {
    await areDrawn(STATES.map(([name, correction]) => [name, correctionCard(cardInput(correction))]));
    await picture('card');
  });

  it('what whoever asked for it reads, and what is said beside the card', async () => {
    await areDrawn(STATES.map(([name, correction]) => [name, requesterCard(cardInput(correction))]));
    await areDrawn([
      ['proposed', PROPOSED],
      ['reminder', REMINDER],
    ]);
  });

  it('the ten stories, folded, unfolded and in the triage channel', async () => {
    const results = await storyResults(world);
    expect(results.size).toBe(10);
    await areDrawn([...results].map(([key, result]) => [key, answer(result, false)]));
    await picture('story');
    await areDrawn([...results].map(([key, result]) => [key, answer(result, true)]));
    await areDrawn([...results].map(([key, result]) => [key, triageMessage(result)]));
    await picture('triage');
  });

  it('a menu of many customers, whose options are all there', async () => {
    const [, message] = shortMessages().find(([name]) => name === 'Many customers') ?? [];
    if (message === undefined) throw new Error('the example is there');
    await slackPage.post(message);
    const { page } = light;
    await page.getByRole('button', { name: 'Choose a customer' }).last().click();
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
