import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClaudeSandbox, MESSAGES_ROUTE, startClaudeSandbox } from '../../src/sandbox/claude/index.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { type SidebarWorld, startSidebar } from './sidebar-setup.ts';

const KEY = 'sandbox-key-for-claude';
const WAIT_MS = 15_000;
/** Neither billing nor anything else by its words. */
const UNSURE = 'Uns fehlt ein Rabatt, bitte meldet euch.';

const folder = mkdtempSync(join(tmpdir(), 'billing-check-intent-'));
let claude: ClaudeSandbox;
let world: SidebarWorld;
let session: string;

beforeAll(async () => {
  claude = await startClaudeSandbox({ apiKey: KEY });
  world = await startSidebar(folder, { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claude.url });
  session = await world.open(world.zendesk.agent);
  world.zendesk.setWebhook({ url: `${world.url}/zendesk/webhook`, secret: 'sandbox-webhook-secret' });
});
afterAll(async () => {
  await world.close();
  await claude.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  claude.behaviour.clear();
  claude.faults.clear();
});

/** A ticket of a customer that Zendesk's webhook tells the server of, once the server has decided about it. */
async function arrives(body: string, subject = ''): Promise<string> {
  const [story] = world.world.stories;
  if (story === undefined) throw new Error('there are stories');
  const { requester_email: email, requester_name: name } = story.ticket;
  const ticketId = String(world.zendesk.createTicket({ subject, body, requester: { email, name } }).id);
  await world.zendesk.deliveriesSettled();
  for (let waited = 0; (await world.app.store.outcomeOfOwnCheck(ticketId)) === null; waited += 20) {
    if (waited > WAIT_MS) throw new Error('the ticket was waited for in vain');
    await sleep(20);
  }
  return ticketId;
}

const shown = (ticketId: string) => world.api('GET', `/api/sidebar/tickets/${ticketId}`, { session });
const decisions = async (by: string): Promise<number> => {
  const answer = await fetch(`${world.url}/metrics`);
  const found = new RegExp(`ticket_intents_total\\{is_billing="\\w+",decided_by="${by}"\\} (\\d+)`).exec(
    await answer.text(),
  );
  return Number(found?.[1] ?? 0);
};

describe('without a filter the intent decides which tickets are checked', () => {
  it('one about something else is not, says by which words, and can be checked anyway', async () => {
    const ticketId = await arrives('How do I export an invoice PDF?', 'Invoice PDF');
    const asked = claude.requests.length;
    expect(await shown(ticketId)).toMatchObject({
      status: 404,
      body: {
        reason: 'not_billing',
        decided_by: 'words',
        words: expect.arrayContaining(['how do i', 'export', 'pdf']),
        running: null,
      },
    });
    expect(await world.app.store.outcomeOfOwnCheck(ticketId)).toMatch(/^ignored: not billing: the words: /);
    expect(claude.requests).toHaveLength(asked);
    expect((await world.checked(ticketId, session)).check.result.customer.kind).toBe('resolved');
  });

  it('one about a charge is', async () => {
    const ticketId = await arrives('You charged me twice this month.', 'Charged twice');
    expect(await shown(ticketId)).toMatchObject({ status: 200, body: { ticket_id: ticketId } });
  });

  it('one whose words leave it open is as the small model says', async () => {
    claude.behaviour.set({ kind: 'scripted', fields: { intent: 'not_billing' } }, [1]);
    const ticketId = await arrives(UNSURE);
    expect(await shown(ticketId)).toMatchObject({
      status: 404,
      body: { reason: 'not_billing', decided_by: 'model' },
    });
    expect(await decisions('model')).toBe(1);
  });

  it('and is checked where there is no answer: a check too many does no harm', async () => {
    claude.faults.add({ route: MESSAGES_ROUTE, fault: faults.serverError(500) });
    const ticketId = await arrives(UNSURE);
    expect(await shown(ticketId)).toMatchObject({ status: 200, body: { ticket_id: ticketId } });
    expect(await decisions('doubt')).toBe(1);
  });
});
