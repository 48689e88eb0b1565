import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { SCREENSHOTS } from '../browser-setup.ts';
import { TWINS } from '../more-customers.ts';
import { type DeskWorld, type OpenDesk, startDeskWorld, storyTicket } from './desk-world.ts';
import { violations } from './slack-page.ts';

let world: DeskWorld;
beforeAll(async () => {
  world = await startDeskWorld();
});
afterAll(() => world.close());

async function opened(as = 'Maya Lindqvist (Support agents)'): Promise<OpenDesk> {
  const desk = await world.open();
  onTestFinished(() => desk.context.close());
  await desk.slack.getByLabel('Acting as').selectOption({ label: as });
  return desk;
}

function emailOf(key: string): string {
  const story = world.demo.world.stories.find((one) => one.key === key);
  if (story === undefined) throw new Error(`There is no story ${key}.`);
  return story.email;
}

async function say({ slack }: OpenDesk, text: string, label = 'Message #support'): Promise<void> {
  await slack.getByRole('textbox', { name: label }).fill(text);
  await slack.getByRole('textbox', { name: label }).press('Enter');
}

const channel = ({ slack }: OpenDesk, name: string) =>
  slack.getByRole('button', { name, exact: true }).click();

/** Nothing was asked of anybody but this machine, and the browser had nothing to complain of. */
const quiet = (desk: OpenDesk) => desk.complaints.filter((text) => !text.includes('404'));

describe('an agent in Slack', () => {
  it('asks with the command, reads the answer alone, unfolds it and opens the reply', async () => {
    const desk = await opened();
    const { slack, page } = desk;
    await slack.getByRole('textbox', { name: 'Message #support' }).fill('/bill');
    await slack.getByText('[e-mail | Stripe id | ticket:ID]').waitFor();
    await say(desk, `/billing-check ${emailOf('duplicate-charge')}`);
    const answer = slack.getByRole('article').last();
    await answer.getByRole('heading', { name: /^❌ Billing error/ }).waitFor();
    expect(await answer.getByText('Only visible to you').count()).toBe(1);
    await answer.getByText('Worded without AI').waitFor();
    const { known, ephemerals } = world.demo.slack;
    const [first] = ephemerals(known.maya, known.support).at(-1)?.history ?? [];
    expect(first?.text).toMatch(/^Checking /);
    await answer.getByRole('button', { name: 'Show everything' }).click();
    await answer.getByText('Likely cause:').waitFor();
    await answer.getByRole('button', { name: 'Show less' }).click();
    await answer.getByText('Likely cause:').waitFor({ state: 'detached' });

    const open = answer.getByRole('button', { name: 'Open the reply' });
    await open.click();
    const reply = slack.getByRole('dialog', { name: 'Reply to the customer' });
    await reply.getByText('The Doorlist Billing Team').waitFor();
    expect(await violations(page, '.slack')).toEqual([]);
    await page.screenshot({ path: new URL('desk-slack-reply.png', SCREENSHOTS).pathname });
    await page.keyboard.press('Escape');
    await reply.waitFor({ state: 'detached' });
    expect(await open.evaluate((button) => button.matches(':focus'))).toBe(true);

    // Nobody else sees it.
    await slack.getByLabel('Acting as').selectOption({ label: 'Jonas Keller (Support agents)' });
    await slack.getByText('Nobody has written here yet.').waitFor();
    expect(quiet(desk)).toEqual([]);
  });

  it('says what is right and wrong about an answer, in the form', async () => {
    const desk = await opened('Jonas Keller (Support agents)');
    const { slack, page } = desk;
    await say(desk, `/billing-check ${emailOf('missing-discount')}`);
    const answer = slack.getByRole('article').last();
    await answer.getByRole('button', { name: 'Right or wrong?' }).click();
    const form = slack.getByRole('dialog', { name: 'Right or wrong?' });
    await form.getByRole('combobox').first().selectOption({ label: 'Wrong' });
    await form
      .getByRole('combobox', { name: /^The reply to the customer/ })
      .selectOption({ label: 'Sent as it is' });
    await form.getByRole('textbox', { name: /^Why/ }).fill('The promise had ended.');
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByText('Thank you. It was noted.').waitFor();
    expect(await form.evaluate((dialog) => dialog.matches(':focus-within, :focus'))).toBe(true);
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  });

  it('has an opened reply worded in another language, by the menu in it', async () => {
    const desk = await opened('Jonas Keller (Support agents)');
    const { slack, page } = desk;
    await say(desk, `/billing-check ${emailOf('card-hold')}`);
    await slack.getByRole('article').last().getByRole('button', { name: 'Open the reply' }).click();
    const reply = slack.getByRole('dialog', { name: 'Reply to the customer' });
    await reply.getByText(/^English\. Not sent/).waitFor();
    await reply.getByRole('button', { name: /In its own language$/ }).click();
    await slack.getByRole('menuitemradio', { name: 'German' }).click();
    await reply.getByText(/^German\. Not sent/).waitFor();
    await reply.getByRole('button', { name: /German$/ }).waitFor();
    expect(await violations(page, '.slack')).toEqual([]);
    await page.screenshot({ path: new URL('desk-slack-german.png', SCREENSHOTS).pathname });
    await reply.getByRole('button', { name: 'Close', exact: true }).click();
    await reply.waitFor({ state: 'detached' });
  });

  it('chooses of several customers whom to check', async () => {
    const desk = await opened();
    const { slack } = desk;
    await say(desk, `/billing-check ${TWINS}`);
    const answer = slack.getByRole('article').last();
    await answer.getByText(`2 customers match “${TWINS}”`).waitFor();
    const south = answer.locator('.slack-section', { hasText: 'Twin Hall South' });
    await south.getByRole('button', { name: 'Check' }).click();
    await answer.getByRole('heading', { name: /Nothing wrong/ }).waitFor();
    expect(await answer.getByText('Twin Hall South').count()).toBe(1);
  });

  it('puts the draft on the ticket, where Zendesk shows it as an internal note', async () => {
    const desk = await opened();
    const { slack, zendesk } = desk;
    const { ticketId } = storyTicket(world, 'missing-discount');
    await say(desk, `/billing-check ticket:${ticketId}`);
    const answer = slack
      .getByRole('article')
      .filter({ hasText: `#${ticketId}` })
      .first();
    await answer.getByRole('button', { name: 'Put on the ticket as internal draft' }).click();
    await answer.getByRole('link', { name: `#${ticketId}` }).click();
    const notes = zendesk.getByRole('article', { name: 'Internal note, billing-check' });
    await notes.getByText('put here from Slack').waitFor();
    await slack.getByText(`The draft is on ticket ${ticketId} as an internal note`).waitFor();
    expect(quiet(desk)).toEqual([]);
  });

  it('checks the customer of a message with the shortcut', async () => {
    const desk = await opened();
    const { slack, page } = desk;
    await say(desk, `${emailOf('card-hold')} asks about a second payment`);
    const message = slack.getByRole('article').filter({ hasText: 'asks about a second payment' });
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const answer = slack.getByRole('article').last();
    await answer.getByRole('heading', { name: /^✅ The charges are right/ }).waitFor();
    expect(await answer.getByText('Only visible to you').count()).toBe(1);
  });

  it('mentions the app in the triage channel, and everybody reads the answer in the thread', async () => {
    const desk = await opened();
    const { slack } = desk;
    await channel(desk, 'billing-triage');
    await say(desk, `@billing-check please look at ${emailOf('retried-payment')}`, 'Message #billing-triage');
    await slack.getByRole('button', { name: '1 reply' }).click();
    const thread = slack.getByRole('region', { name: 'Thread' });
    await thread.getByText('Worded without AI').waitFor();
    await thread.getByRole('heading', { name: /^✅/ }).waitFor();
    expect(await violations(desk.page, '.slack')).toEqual([]);
    await desk.page.screenshot({ path: new URL('desk-slack-thread.png', SCREENSHOTS).pathname });

    await say(desk, '/billing-check somebody@else.example', 'Reply in the thread');
    await slack.getByText('/billing-check is not supported in threads. Sorry!').waitFor();
    await thread.getByRole('button', { name: 'Close the thread' }).click();
    await slack.getByLabel('Acting as').selectOption({ label: 'Jonas Keller (Support agents)' });
    await slack.getByRole('button', { name: '1 reply' }).waitFor();
  });

  it('is told why they may not, when they are no agent', async () => {
    const desk = await opened('Sam Park');
    const { slack } = desk;
    await say(desk, `/billing-check ${emailOf('card-hold')}`);
    await slack.getByText(/^🔒/).waitFor();
    await say(desk, '/weather');
    await slack.getByText('/weather is not a valid command.').waitFor();
    await slack.getByRole('button', { name: 'Dismiss' }).click();
    await slack.getByText('/weather is not a valid command.').waitFor({ state: 'detached' });
  });
});
