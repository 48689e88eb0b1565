import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCorrectionDesk } from '../../src/corrections/correction-desk.ts';
import { packageRoot } from '../../src/package-root.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { type SlackSandbox, startSlackSandbox } from '../../src/sandbox/slack/index.ts';
import type { TicketView } from '../../src/zendesk/sidebar/ticket-view.ts';
import { REQUESTERS, type SidebarWorld, startSidebar } from './sidebar-setup.ts';

const BOT_TOKEN = 'xoxb-names-token';
const SIGNING_SECRET = 'names-signing-secret';
const SIGNING_KEY = 'sandbox-signing-key';
const folder = mkdtempSync(join(tmpdir(), 'billing-check-sidebar-'));
let world: SidebarWorld;
let slack: SlackSandbox;

beforeAll(async () => {
  slack = await startSlackSandbox({
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    manifest: JSON.parse(readFileSync(new URL('manifest.json', packageRoot()), 'utf8')),
  });
  world = await startSidebar(folder, {
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: slack.url,
    SLACK_FINANCE_CHANNEL: slack.known.finance.id,
    SLACK_AGENT_GROUPS: slack.known.agents.id,
    SLACK_TRIAGE_CHANNEL: slack.known.triage.id,
    SLACK_APPROVER_GROUPS: slack.known.approvers.id,
  });
});
afterAll(async () => {
  await world.close();
  await slack.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a correction beside its ticket names who asked and who decided, as their services call them', async () => {
  const robin = world.zendesk.addUser({
    name: 'Robin Berger',
    email: 'robin@support.example',
    role: 'agent',
    group_ids: [REQUESTERS],
  });
  const session = await world.open(robin);
  const story = world.world.stories.find(({ key }) => key === 'duplicate-charge');
  if (story === undefined) throw new Error('the story is there');
  const ticketId = world.ticket(story);
  const { check } = await world.checked(ticketId, session);
  const finding = check.findings.find(({ may_propose }) => may_propose);
  const { body } = await world.api('POST', `/api/sidebar/findings/${finding?.id}/corrections`, { session });
  const desk = createCorrectionDesk({
    store: world.app.store,
    approvals: async () => undefined,
    signingKey: SIGNING_KEY,
    mode: 'dry_run',
    clock: Date.now,
  });
  const approver = slack.known.elena;
  const by = { account: `slack:${approver.id}`, human: null };
  const decided = await desk.decide({
    id: String(body['id']),
    version: 1,
    verdict: 'reject',
    by,
    reason: 'No.',
  });
  expect(decided.kind).toBe('decided');

  const shown = async () => {
    const answer = await world.api('GET', `/api/sidebar/tickets/${ticketId}`, { session });
    return (answer.body as unknown as TicketView).corrections[0];
  };
  expect(await shown()).toMatchObject({
    requester: `zendesk:${robin.id}`,
    requester_name: 'Robin Berger',
    decisions: [{ by: by.account, by_name: approver.real_name }],
  });

  world.advance(600);
  const fault = slack.faults.add({ route: 'POST /api/users.info', fault: faults.hang() });
  const from = performance.now();
  expect(await shown(), 'nobody waits long for a name').toMatchObject({
    requester_name: 'Robin Berger',
    decisions: [{ by: by.account, by_name: null }],
  });
  expect(performance.now() - from).toBeLessThan(1_500);
  fault.off();
});
