import { describe, expect, it } from 'vitest';
import type { Job } from '../../db/jobs.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/index.ts';
import { check, delivery } from '../db/helpers.ts';
import { appFor, found, idle, type RunningApp, slackWorkspace, until } from './slack-setup.ts';

/** A ticket's analysis as the job stores it, with its message to the triage channel. */
async function analysed(app: RunningApp, ticket: string, comment: string): Promise<string> {
  await app.store.recordDelivery(delivery(ticket, comment));
  const job = await app.store.claimJob({ leaseMs: 60_000, types: ['analyze-ticket'] });
  const saved = await app.store.saveAnalysis({
    ...check(),
    result: found('Nothing is wrong.').result,
    verdict: 'no_anomaly',
    job: job as Job<'analyze-ticket'>,
    ticket_id: ticket,
    trigger_comment_id: comment,
    note_view: null,
    publish_to_slack: true,
  });
  return saved.analysis_id;
}

const posted = (slack: SlackSandbox) => slack.messages(slack.known.triage).filter(({ by_app }) => by_app);

describe('a ticket in the triage channel', () => {
  it('has one message, its later results in the thread, other tickets their own', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const first = await analysed(app, '7', '70');
    await idle(app);
    const second = await analysed(app, '7', '71');
    await analysed(app, '8', '80');
    await idle(app);
    const [root, other, ...more] = posted(slack);
    if (root === undefined) throw new Error('nothing was posted');
    expect([other?.text.includes('8'), more]).toEqual([true, []]);
    expect(slack.thread(slack.known.triage, root.ts).map(({ metadata }) => metadata)).toEqual(
      [first, second].map((analysis_id) => ({ event_type: 'billing_check', event_payload: { analysis_id } })),
    );
    expect(await app.store.verifyAudit()).toMatchObject({ ok: true, rows: 6 });
  });

  it('waits while Slack is away or limits us, and is then posted once', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const limited = slack.faults.add({
      route: 'POST /api/chat.postMessage',
      fault: {
        kind: 'answer',
        status: 429,
        headers: { 'retry-after': '1' },
        body: { ok: false, error: 'ratelimited' },
      },
      calls: 'first',
    });
    await analysed(app, '7', '70');
    await idle(app);
    expect(limited.struck).toBe(1);
    expect(posted(slack)).toHaveLength(1);
  });

  it('is there at most twice when an answer of Slack is lost, and never more', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    slack.faults.add({ route: 'POST /api/chat.postMessage', fault: { kind: 'reset', when: 'after' } });
    await analysed(app, '7', '70');
    await idle(app);
    expect(posted(slack)).toHaveLength(2);
    expect(await app.store.queueStatus()).toMatchObject({ due: 0, waiting: 0, needs_person: 0 });
    expect(app.logged('it may be there twice')).toBe(true);
  });

  it('says in the log what to do when the app is not in the channel, and goes there once it is', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { config: { triageChannel: slack.known.leadership.id } });
    await analysed(app, '7', '70');
    await until(() => app.logged('invite the app to it, or change SLACK_TRIAGE_CHANNEL'));
    expect((await app.store.queueStatus()).needs_person).toBe(0);
    slack.known.leadership.members.add(slack.people.bot.id);
    await idle(app);
    expect(slack.messages(slack.known.leadership).filter(({ by_app }) => by_app)).toHaveLength(1);
  });
});
