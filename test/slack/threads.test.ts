import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { visibleText } from '../../src/sandbox/slack/index.ts';
import { appFor, found, idle, slackWorkspace } from './slack-setup.ts';

const slowly: NonNullable<Parameters<typeof appFor>[1]>['check'] = async ({
  query,
  on_progress,
  onDeterministic,
}) => {
  on_progress({ kind: 'history_read', invoices: 42, charges: 40 });
  await sleep(300);
  onDeterministic(found('The findings.', query));
  await sleep(50);
  return found('The final words.', query);
};

describe('a mention that wants everybody to see the answer', () => {
  it('where nothing is shared is told that only they see it', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, support } = slack.known;
    await slack.mention({ user: maya, channel: support, text: 'jane@acme.com --here' });
    await slack.mention({ user: maya, channel: support, text: 'joe@acme.com' });
    await idle(app);
    const answers = slack.ephemerals(maya, support).map(visibleText);
    const told = answers.filter((text) => text.includes('only you will see the answer'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('jane@acme.com');
    expect(slack.messages(support).filter(({ by_app }) => by_app)).toEqual([]);
  });
});

describe('in threads', () => {
  it('a mention where results are shared is answered in a streamed message of its thread, edited in place', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { check: slowly });
    const { maya, triage } = slack.known;
    const { message, delivery } = await slack.mention({
      user: maya,
      channel: triage,
      text: 'is jane@acme.com right?',
    });
    expect(delivery?.status).toBe(200);
    await idle(app);
    const replies = slack.thread(triage, message.ts).filter(({ by_app }) => by_app);
    expect(replies).toHaveLength(1);
    const [reply] = replies;
    expect(reply?.history.map(({ by }) => by)).toEqual(
      expect.arrayContaining(['post', 'stream', 'chat.update']),
    );
    expect(reply === undefined ? '' : visibleText(reply)).toContain('The final words.');
    expect(reply === undefined ? '' : visibleText(reply)).not.toContain('Checking');
    expect(reply?.stream?.state).toBe('stopped');
  });

  it('where Slack does not stream, the message is posted and edited', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { check: slowly });
    slack.faults.add({
      route: 'POST /api/chat.startStream',
      fault: { kind: 'answer', status: 200, body: { ok: false, error: 'unknown_method' } },
    });
    const { maya, triage } = slack.known;
    for (const who of ['jane@acme.com', 'cus_2']) {
      const { message } = await slack.mention({ user: maya, channel: triage, text: who });
      await idle(app);
      const replies = slack.thread(triage, message.ts).filter(({ by_app }) => by_app);
      expect(replies).toHaveLength(1);
      expect(replies[0]?.history.map(({ by }) => by)).toEqual(['post', 'chat.update', 'chat.update']);
    }
    expect(slack.requests.filter(({ path }) => path === '/api/chat.startStream')).toHaveLength(1);
  });

  it('elsewhere the answer is for the asker alone, inside the thread', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { check: slowly });
    const { maya, jonas, support } = slack.known;
    const question = await slack.write({ user: jonas, channel: support, text: 'Anybody?' });
    await slack.mention({
      user: maya,
      channel: support,
      text: 'jane@acme.com',
      threadTs: question.message.ts,
    });
    await idle(app);
    const seen = slack.ephemerals(maya, support);
    expect(seen.map(({ thread_ts }) => thread_ts)).toEqual(seen.map(() => question.message.ts));
    expect(seen.map(visibleText).at(-1)).toContain('The final words.');
    expect(slack.ephemerals(jonas, support)).toEqual([]);
    expect(slack.thread(support, question.message.ts).filter(({ by_app }) => by_app)).toEqual([]);
  });

  it('the shortcut checks whom the message names, with its words, and answers there', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, jonas, support } = slack.known;
    const { message } = await slack.write({
      user: jonas,
      channel: support,
      text: 'jane@acme.com says she was charged twice in March',
    });
    const used = await slack.shortcut({ user: maya, channel: support, messageTs: message.ts });
    expect(used.status).toBe(200);
    await used.seen.until(({ text }) => text.includes('Nothing is wrong'));
    await idle(app);
    expect(slack.ephemerals(maya, support)).toHaveLength(1);
    expect(app.checks[0]).toMatchObject({
      query: 'jane@acme.com',
      ticket: { body: 'says she was charged twice in March' },
    });
  });

  it('a message that names nobody gets a sentence, one that names several a choice', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, support } = slack.known;
    const nobody = await slack.write({ user: maya, channel: support, text: 'is this right?' });
    const used = await slack.shortcut({ user: maya, channel: support, messageTs: nobody.message.ts });
    await used.seen.until(({ text }) => text.includes('No customer is named there'));

    const both = await slack.write({ user: maya, channel: support, text: 'jane@acme.com or bob@acme.com?' });
    const asked = await slack.shortcut({ user: maya, channel: support, messageTs: both.message.ts });
    await asked.seen.until(({ text }) => text.includes('choose which to check'));
    await idle(app);
    const chooser = slack.ephemerals(maya, support).find((m) => visibleText(m).includes('bob@acme.com'));
    if (chooser === undefined) throw new Error('no chooser');
    await slack.click({ user: maya, message: chooser, label: 'bob@acme.com' });
    await idle(app);
    expect(app.checks.map(({ query }) => query)).toEqual(['bob@acme.com']);
    const answered = slack.ephemerals(maya, support).find(({ ts }) => ts === chooser.ts);
    expect(answered === undefined ? '' : visibleText(answered)).toContain('Nothing is wrong');
  });

  it('an event that Slack repeats is answered once', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, triage } = slack.known;
    slack.faults.clear();
    const { message, delivery } = await slack.mention({ user: maya, channel: triage, text: 'jane@acme.com' });
    await delivery?.settled;
    const sent = delivery?.request;
    if (sent == null) throw new Error('it was signed');
    const replayed = await Promise.all(
      Array.from({ length: 10 }, () => fetch(sent.url, { ...sent, method: 'POST' })),
    );
    expect(replayed.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 401));
    await idle(app);
    expect(app.checks).toHaveLength(1);
    expect(slack.thread(triage, message.ts).filter(({ by_app }) => by_app)).toHaveLength(1);
  });

  it('where the app is not in the channel the asker is told directly', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { config: { publicChannels: [slack.known.general.id] } });
    const { maya, general } = slack.known;
    const sent = await slack.command({ user: maya, channel: general, text: 'jane@acme.com' });
    await idle(app);
    expect(sent.status).toBe(200);
    const told = [...slack.ephemerals(maya, general), ...slack.directMessages(maya)].map(visibleText).join();
    expect(told).toContain('Nothing is wrong');
    expect(slack.messages(general).filter(({ by_app }) => by_app)).toEqual([]);
  });
});
