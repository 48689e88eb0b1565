import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import {
  type BrowserWorld,
  composer,
  type OpenTicket,
  SCREENSHOTS,
  startBrowserWorld,
  violations,
} from './browser-setup.ts';

let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld();
});
afterAll(() => world.close());

const button = ({ app }: OpenTicket, name: string) => app.getByRole('button', { name, exact: true });

async function openedBySomebody(key: string) {
  const ticketId = await world.checked(key);
  const as = world.addAgent();
  const ticket = await world.openTicket(ticketId, { as });
  onTestFinished(() => ticket.context.close());
  await button(ticket, 'Check again').waitFor();
  const { store } = world.sidebar.app;
  const analysisId = (await store.latestAnalysisIdOfTicket(ticketId)) ?? '';
  return { ticket, ticketId, as, marks: () => store.marksBy(`zendesk:${as.id}`, analysisId) };
}

/** The agent changes what is in the composer, and sends it. */
async function send({ page }: OpenTicket, change: (text: string) => string): Promise<void> {
  const { text } = await page.evaluate<{ text: string }>('({ ...window.desk.composer })');
  await page.evaluate(`window.desk.composer.text = ${JSON.stringify(change(text))}`);
  await page.evaluate(`window.desk.host.emit('ticket.submit.start')`);
}

it('an agent calls a finding wrong, says why, and later right', async () => {
  const { ticket, ticketId, as, marks } = await openedBySomebody('duplicate-charge');
  const group = ticket.app.getByRole('group', { name: /^Is this finding right\?/ }).first();
  await group.getByRole('button', { name: 'Wrong' }).click();
  await ticket.app.getByLabel('What is wrong with it? (optional)').fill('Two people paid.');
  await expect.poll(async () => (await marks()).findings[0]?.is_right).toBe(false);
  expect(await violations(ticket)).toEqual([]);
  await ticket.page.screenshot({ path: new URL('mark-finding.png', SCREENSHOTS).pathname, fullPage: true });
  await button(ticket, 'Send').click();
  await expect.poll(async () => (await marks()).findings[0]?.reason).toBe('Two people paid.');

  const again = await world.openTicket(ticketId, { as });
  onTestFinished(() => again.context.close());
  const said = again.app.getByRole('group', { name: /^Is this finding right\?/ }).first();
  await said.getByRole('button', { name: 'Wrong', pressed: true }).waitFor();
  await said.getByRole('button', { name: 'Right' }).click();
  await expect.poll(async () => (await marks()).findings[0]).toMatchObject({ is_right: true, reason: null });
});

it('what is sent of an inserted draft is seen, without anybody saying so', async () => {
  const { ticket, marks } = await openedBySomebody('card-hold');
  await button(ticket, 'Insert as public reply').click();
  await ticket.app.getByText('Inserted into the composer.').waitFor();
  expect((await composer(ticket)).type).toBe('publicReply');
  await send(ticket, (text) => text);
  await expect.poll(async () => (await marks()).draft?.use).toBe('used');
  await ticket.app.getByRole('button', { name: 'Sent as it is', pressed: true }).waitFor();
  await send(ticket, (text) => `${text}\n\nAnd sorry for the wait.`);
  await expect.poll(async () => (await marks()).draft?.use).toBe('edited');
  expect((await marks()).draft?.difference?.at(-1)).toEqual({
    kind: 'added',
    text: 'And sorry for the wait.',
  });
});

it('what is sent without the draft, or as an internal note, is nobody’s business', async () => {
  const { ticket, marks } = await openedBySomebody('card-hold');
  await send(ticket, () => 'Hello, I will look at it.');
  await button(ticket, 'Insert as internal note').click();
  await ticket.app.getByText('Inserted as an internal note.').waitFor();
  await send(ticket, (text) => text);
  await ticket.page.waitForTimeout(500);
  expect((await marks()).draft).toBeNull();
});

it('an agent says what became of a draft, and why it was not fit', async () => {
  const { ticket, marks } = await openedBySomebody('card-hold');
  const group = ticket.app.getByRole('group', { name: 'What became of this reply?' });
  await group.getByRole('button', { name: 'Wrong' }).click();
  await ticket.app.getByLabel('What is wrong with it? (optional)').fill('Too long.');
  expect(await violations(ticket)).toEqual([]);
  await button(ticket, 'Send').click();
  await expect.poll(marks).toMatchObject({ draft: { use: 'wrong', reason: 'Too long.' } });
  await group.getByRole('button', { name: 'Sent with changes' }).click();
  await expect.poll(marks).toMatchObject({ draft: { use: 'edited', changed_percent: null, reason: null } });
});
