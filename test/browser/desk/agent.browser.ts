import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import texts from '../../../src/zendesk/app/translations/en.json' with { type: 'json' };
import { HOSTILE_NAME, TWINS } from '../more-customers.ts';
import {
  type DeskWorld,
  type OpenDesk,
  type OpenDeskOptions,
  startDeskWorld,
  storyTicket,
} from './desk-world.ts';

let world: DeskWorld;
beforeAll(async () => {
  world = await startDeskWorld();
});
afterAll(() => world.close());

async function opened(options: OpenDeskOptions = {}): Promise<OpenDesk> {
  const desk = await world.open(options);
  onTestFinished(() => desk.context.close());
  return desk;
}

function ticketFrom(email: string, body = 'I was charged twice.', name = 'Kim Writer'): string {
  const requester = { email, name };
  const made = world.demo.zendesk.createTicket({ subject: 'My bill', body, requester, tags: ['billing'] });
  return String(made.id);
}

describe('an agent in Zendesk', () => {
  it('has a ticket arrive, reads note and app, inserts the draft and sends it', async () => {
    const story = world.demo.world.stories.find(({ key }) => key === 'card-hold');
    if (story === undefined) throw new Error('there is the story of a hold');
    const desk = await opened();
    const { zendesk, app } = desk;
    await zendesk.getByRole('heading', { name: 'A support team’s day, on this machine alone' }).waitFor();
    await zendesk.getByRole('button', { name: `Have it sent: ${story.title}` }).click();
    await zendesk.getByRole('heading', { name: story.ticket.subject, level: 1 }).waitFor();

    const note = zendesk.getByRole('article', { name: 'Internal note, billing-check' });
    await note.getByText('Draft reply').first().waitFor();
    await app.getByRole('heading', { name: 'Charges are right, but confusing' }).waitFor();
    await zendesk.getByText('Right, but confusing').first().waitFor();
    expect(await zendesk.getByText('billing_check_valid_but_confusing').count()).toBe(1);

    await app.getByRole('button', { name: 'Insert as public reply' }).click();
    await app.getByText('Inserted into the composer.').waitFor();
    const composer = zendesk.getByRole('textbox', { name: 'Public reply' });
    const draft = await composer.inputValue();
    expect(draft).toMatch(/^(?:Hi|Hello|Hallo|Dear|Guten)[\s\S]+The Doorlist Billing Team$/);
    await composer.fill(`${draft}\n\nMaya`);
    await zendesk.getByRole('button', { name: 'Send reply' }).click();
    await zendesk.getByRole('article', { name: 'Public reply, Maya Lindqvist' }).waitFor();
    await expect.poll(() => composer.inputValue()).toBe('');
    // What was sent was held against the draft, without anybody saying so.
    await app.getByRole('button', { name: 'Sent with changes', pressed: true }).waitFor();

    const [ticket] = world.demo.zendesk.tickets().filter(({ subject }) => subject === story.ticket.subject);
    const sent = ticket?.comments.filter((comment) => comment.public) ?? [];
    expect(sent.map(({ body }) => body)).toEqual([story.ticket.body, `${draft}\n\nMaya`]);
    expect(world.demo.zendesk.notes(ticket?.id ?? 0)).toHaveLength(1);
    await world.demo.zendesk.deliveriesSettled();
    expect(world.demo.zendesk.deliveries.every(({ outcome }) => outcome === 'delivered')).toBe(true);
    // A check that is not done yet is no page; nothing else failed, and nothing left this machine.
    expect(desk.complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('clicks through all the stories, and reads of each what the ledger that made it knows', async () => {
    const { zendesk, app } = await opened();
    const verdicts: Readonly<Record<string, string>> = texts.sidebar.verdict;
    for (const { title, ticket, label } of world.demo.world.stories) {
      const story = zendesk.getByRole('navigation', { name: 'Tickets' }).getByRole('button', { name: title });
      await story.click();
      await zendesk.getByRole('heading', { name: ticket.subject, level: 1 }).waitFor();
      await zendesk.getByRole('article', { name: 'Internal note, billing-check' }).first().waitFor();
      await app.getByRole('heading', { name: verdicts[label.verdict] ?? '', exact: true }).waitFor();
    }
  });

  it('puts the draft into an internal note, which the customer does not see', async () => {
    const ticketId = ticketFrom(TWINS);
    const { zendesk } = await opened({ ticketId });
    await zendesk.getByRole('radio', { name: 'Internal note' }).check();
    await zendesk.getByRole('textbox', { name: 'Internal note' }).fill('Asked finance.');
    await zendesk.getByText('The customer will not see this.').waitFor();
    await zendesk.getByRole('button', { name: 'Add note' }).click();
    await zendesk.getByRole('article', { name: 'Internal note, Maya Lindqvist' }).waitFor();
    const [, ...added] = world.demo.zendesk.ticket(ticketId).comments;
    expect(added.find(({ body }) => body === 'Asked finance.')).toMatchObject({ public: false });
  });

  it('chooses whom the ticket is about where several match, and confirms them afterwards', async () => {
    const { app } = await opened({ ticketId: ticketFrom(TWINS) });
    await app.getByRole('heading', { name: 'Several customers match' }).waitFor();
    await app.getByText('Twin Hall South').click();
    await app.getByRole('button', { name: 'Check the chosen customer' }).click();
    await app.getByRole('heading', { name: 'Nothing wrong found' }).waitFor();
    await app.getByRole('button', { name: 'Confirm this customer' }).click();
    await app.getByText('Confirmed', { exact: true }).waitFor();
    expect(await app.getByText('Twin Hall South').count()).toBe(1);
  });

  it('sees what the app says to people who may not check billing, or not see the ticket', async () => {
    const ticketId = ticketFrom(TWINS);
    const [, , jonas, sam] = world.demo.agents;
    const { zendesk, app } = await opened({ ticketId, ...(sam === undefined ? {} : { as: sam }) });
    await app.getByText('Light agents, chat agents and contributors may not check billing.').waitFor();
    await zendesk.getByLabel('Look as').selectOption(String(jonas?.id));
    await app.getByRole('heading', { name: 'You may not see this' }).waitFor();
    await zendesk.getByLabel('App in').selectOption('de');
    await app.locator('html[lang="de"]').waitFor();
  });

  it('sees a customer’s answer, and the check that follows from it', async () => {
    const { story, ticketId } = storyTicket(world, 'discount-ended');
    const { zendesk } = await opened({ ticketId });
    const notes = zendesk.getByRole('article', { name: 'Internal note, billing-check' });
    await notes.first().waitFor();
    await zendesk.getByRole('radio', { name: 'As the customer' }).check();
    await zendesk.getByRole('textbox', { name: 'As the customer' }).fill('Was I charged twice as well?');
    await zendesk.getByRole('button', { name: 'Have it sent', exact: true }).click();
    const answer = `Message of the customer, ${story.ticket.requester_name}`;
    await zendesk.getByRole('article', { name: answer }).nth(1).waitFor();
    await notes.nth(1).waitFor();
  });

  it('sees HTML of agents and apps as Zendesk shows it: formatted, and nothing in it runs or is loaded', async () => {
    const ticketId = ticketFrom(TWINS);
    const html = `<p onclick="alert(1)">One <b style="position:fixed">bold</b></p><script>alert(1)</script><style>*{display:none}</style>
      <img src="https://evil.example/x.png" onerror="alert(1)"><svg onload="alert(1)"><a href="x">in it</a></svg><h1>Large</h1>
      <a href="javascript:alert(1)">no link</a> <a href="https://dashboard.stripe.com/x" onclick="alert(1)">a link</a>
      <iframe src="https://evil.example"></iframe><form action="https://evil.example"><button>Go</button></form>`;
    world.demo.zendesk.addComment(ticketId, { body: html, is_html: true, by: 'agent', public: false });
    const desk = await opened({ ticketId });
    const body = desk.zendesk
      .getByRole('article', { name: 'Internal note, Robin Berger' })
      .locator('.comment-body');
    const shown = await body.innerHTML();
    expect(shown.replace(/\s+/g, ' ').trim()).toBe(
      '<p>One <b>bold</b></p> Large no link <a href="https://dashboard.stripe.com/x" target="_blank" rel="noopener noreferrer">a link</a> Go',
    );
    // The browser says what it did not run while the HTML was read; nothing of it was asked for.
    expect(
      desk.complaints.filter((text) => !/404|violates the following Content Security/.test(text)),
    ).toEqual([]);
  });

  it('reads what strangers wrote as text: no tag, no picture, no script of theirs is on the page', async () => {
    const body =
      '<script>alert(1)</script><img src="https://evil.example/x.png"> <b>bold</b> [x](javascript:alert(1))';
    const desk = await opened({ ticketId: ticketFrom('mallory@evil.example', body, HOSTILE_NAME) });
    const message = desk.zendesk.getByRole('article', { name: /^Message of the customer/ });
    await message.waitFor();
    expect(await message.locator('.comment-body').innerText()).toBe(body);
    await desk.zendesk.getByRole('article', { name: 'Internal note, billing-check' }).waitFor();
    expect(await desk.zendesk.locator('img, script, [onerror], a[href^="javascript"]').count()).toBe(0);
    expect(desk.complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });
});
