import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type DeskWorld, type OpenDesk, picture, startDeskWorld, storyTicket } from './desk-world.ts';
import { violations } from './slack-page.ts';

let world: DeskWorld;
let proposed: string;
beforeAll(async () => {
  world = await startDeskWorld();
  proposed = storyTicket(world, 'duplicate-charge').ticketId;
});
afterAll(() => world.close());

async function withProposal(desk: OpenDesk): Promise<void> {
  const { app, zendesk, slack } = desk;
  await app.getByRole('heading', { level: 1 }).waitFor();
  await zendesk.getByRole('article', { name: 'Internal note, billing-check' }).first().waitFor();
  const confirm = app.getByRole('button', { name: 'Confirm this customer' });
  if ((await confirm.count()) > 0) {
    await confirm.click();
    await app.getByRole('button', { name: 'Propose correction' }).click();
  }
  await app.getByText('Waits for approval', { exact: true }).waitFor();
  await slack.getByLabel('Acting as').selectOption({ label: 'Elena Rossi (Finance approvers)' });
  await slack.getByRole('button', { name: /^finance/ }).click();
  await slack.getByRole('button', { name: 'Approve', exact: true }).waitFor();
}

describe.each(['light', 'dark'] as const)('the desk in the %s scheme', (colorScheme) => {
  it('looks as it should before anything was sent, and axe finds nothing wrong with it', async () => {
    const desk = await world.open({ colorScheme });
    onTestFinished(() => desk.context.close());
    await desk.zendesk.getByRole('heading', { level: 1 }).waitFor();
    await desk.slack.getByLabel('Acting as').waitFor();
    await picture(desk, `welcome-${colorScheme}`);
    expect(await violations(desk.page)).toEqual([]);
  });

  it('shows a proposal in both panes, wide and narrow', async () => {
    const desk = await world.open({ ticketId: proposed, colorScheme });
    onTestFinished(() => desk.context.close());
    const { page, zendesk, slack } = desk;
    await withProposal(desk);
    await picture(desk, `proposal-${colorScheme}-1600`);
    await page.setViewportSize({ width: 1_280, height: 800 });
    await picture(desk, `proposal-${colorScheme}-1280`);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);

    await page.setViewportSize({ width: 1_000, height: 800 });
    expect([await zendesk.isVisible(), await slack.isVisible()]).toEqual([true, false]);
    await picture(desk, `proposal-${colorScheme}-1000`);
    await page.getByRole('button', { name: 'Slack', exact: true }).click();
    expect([await zendesk.isVisible(), await slack.isVisible()]).toEqual([false, true]);
    await picture(desk, `proposal-${colorScheme}-1000-slack`);
    expect(await violations(page)).toEqual([]);
  });
});

describe('with the keyboard alone', () => {
  it('a story is sent, its draft inserted and sent to the customer', async () => {
    const desk = await world.open();
    onTestFinished(() => desk.context.close());
    const { page, zendesk } = desk;
    const { keyboard } = page;
    const story = world.demo.world.stories.find(({ key }) => key === 'retried-payment');
    await zendesk.getByRole('heading', { level: 1 }).waitFor();
    await tabTo(desk, `Have it sent: ${story?.title}`);
    await keyboard.press('Enter');
    await zendesk.getByRole('article', { name: 'Internal note, billing-check' }).waitFor();
    await desk.app.getByRole('button', { name: 'Insert as public reply' }).waitFor();
    await tabTo(desk, 'Insert as public reply');
    await keyboard.press('Enter');
    await desk.app.getByText('Inserted into the composer.').waitFor();
    await tabTo(desk, 'Public reply', 'Shift+Tab');
    await keyboard.press('Control+Enter');
    await zendesk.getByRole('article', { name: 'Public reply, Maya Lindqvist' }).waitFor();
  });
});

/** Presses Tab until what has the focus, on the page or in the app, is called so. */
async function tabTo({ page }: OpenDesk, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < MAX_PRESSES; presses += 1) {
    await page.keyboard.press(key);
    const outer = await page.evaluate<string>(FOCUSED);
    const app = page.frames().find((frame) => frame.url().includes('/zendesk/sidebar'));
    if (outer === name || (outer === IN_THE_APP && (await app?.evaluate<string>(FOCUSED)) === name)) return;
  }
  throw new Error(`${key} never came to ${name}`);
}

const MAX_PRESSES = 80;
const IN_THE_APP = 'in the app';
const FOCUSED = `(({ localName, textContent }, label) =>
  localName === 'iframe' ? '${IN_THE_APP}' : (label ?? textContent).trim())
  (document.activeElement, document.activeElement.getAttribute('aria-label'))`;
