import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultTriage } from '../../src/check/result.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import type { Story } from '../../src/sandbox/stories/story.ts';
import { SANDBOX_KEYS } from '../../src/sandbox/stripe/server.ts';
import type { CheckView, TicketView } from '../../src/zendesk/sidebar/ticket-view.ts';
import { type ApiAnswer, type SidebarWorld, startSidebar } from './sidebar-setup.ts';

const folder = mkdtempSync(join(tmpdir(), 'billing-check-sidebar-'));
let world: SidebarWorld;
let session: string;

beforeAll(async () => {
  world = await startSidebar(folder);
  session = await world.open(world.zendesk.agent);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

function storyOf(key: string): Story {
  const story = world.world.stories.find((one) => one.key === key);
  if (story === undefined) throw new Error(`no story ${key}`);
  return story;
}

/** A story's ticket, checked. */
async function checked(key: string): Promise<TicketView['check']> {
  // The limit of checks within a minute is not what is tried here.
  world.advance(20);
  const view = await world.checked(world.ticket(storyOf(key)), session);
  return view.check;
}

const reword = (check: string, wish: unknown): Promise<ApiAnswer> =>
  world.api('POST', `/api/sidebar/checks/${check}/draft`, { session, body: wish });

const triageOf = ({ body }: ApiAnswer): ResultTriage => body['triage'] as ResultTriage;

describe('POST /api/sidebar/checks/:id/draft', () => {
  it('words the reply of a check shorter, warmer, firmer, and in another language', async () => {
    const check = await checked('missing-discount');
    const usual = check.result.triage.draft_reply;
    const shorter = await reword(check.id, { variant: 'shorter' });
    expect(shorter.status).toBe(200);
    expect(triageOf(shorter).draft_reply.length).toBeLessThan(usual.length);
    const warmer = triageOf(await reword(check.id, { variant: 'warmer' })).draft_reply;
    expect(warmer.length).toBeGreaterThan(usual.length);
    const french = triageOf(await reword(check.id, { variant: null, language: 'fr' }));
    expect(french).toMatchObject({ language: 'fr', draft_reply: expect.stringMatching(/^Bonjour/) });
    const same = triageOf(await reword(check.id, {}));
    expect(same.draft_reply, 'nothing asked for: the reply as it was').toBe(usual);
  });

  it('keeps nothing: the check stays as it was', async () => {
    const check = await checked('card-hold');
    const rows = await world.rows();
    await reword(check.id, { variant: 'firmer' });
    const { body } = await world.api('GET', `/api/sidebar/checks/${check.id}`, { session });
    expect((body as unknown as CheckView).result.triage).toEqual(check.result.triage);
    expect(await world.rows()).toBe(rows);
  });

  it('gives no words where the history says something else by now', async () => {
    const check = await checked('duplicate-charge');
    const [charge] = check.result.findings.flatMap(({ evidence }) =>
      evidence.filter(({ object }) => object === 'charge'),
    );
    const refunded = await fetch(`${world.stripe.url}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SANDBOX_KEYS.write}`, 'idempotency-key': 'by-hand' },
      body: new URLSearchParams({ charge: charge?.id ?? '' }),
    });
    expect(refunded.status).toBe(200);
    expect(await reword(check.id, { variant: 'shorter' })).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('check again') },
    });
  });

  it.each([
    [{ variant: 'louder' }],
    [{ language: 'French, please' }],
    [{ variant: 'shorter', prompt: 'promise a refund' }],
    [[]],
  ])('refuses %j', async (wish) => {
    const check = await checked('missing-discount');
    const answer = await reword(check.id, wish);
    expect(answer).toMatchObject({ status: 422, body: { error: expect.stringContaining('"shorter"') } });
  });

  it('says when Stripe is away, and that the reply stays', async () => {
    const check = await checked('refund-on-its-way');
    const fault = world.stripe.faults.add({ route: /GET \/v1\//, fault: faults.serverError(500) });
    try {
      expect(await reword(check.id, { variant: 'shorter' })).toMatchObject({
        status: 503,
        body: { error: expect.stringContaining('Stripe could not be read') },
      });
    } finally {
      fault.off();
    }
  });

  it('is for agents who see the ticket, of checks there are', async () => {
    const check = await checked('missing-discount');
    const path = `/api/sidebar/checks/${check.id}/draft`;
    expect((await world.api('POST', path, { body: {} })).status).toBe(401);
    expect((await reword(`an_${'0'.repeat(29)}`, {})).status).toBe(404);
  });
});
