import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RespondError, type RespondFn } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { visibleText } from '../../src/sandbox/slack/index.ts';
import { httpApp, later, manifest, sandboxWith } from './slack-setup.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const section = (text: string) => ({ type: 'section' as const, text: mrkdwn(text) });

async function setUp(options: Parameters<typeof httpApp>[0] = {}) {
  const { sandbox, app } = await httpApp(options);
  return { sandbox, app, ...sandbox.known };
}

/** A far side that answers every request with what it is told. */
async function plainServer(
  answer: () => { status: number; headers?: Record<string, string>; delayMs?: number },
) {
  const received: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    received.push({ ...request.headers });
    const { status, headers = {}, delayMs = 0 } = answer();
    setTimeout(() => response.writeHead(status, headers).end(), delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  later(async () => server.closeAllConnections());
  later(async () => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received };
}

describe('requests to the app', () => {
  test('a command, signed as Slack signs, acknowledged and answered later', async () => {
    const { sandbox, app, maya, support, jonas } = await setUp();
    const bodies: Record<string, unknown>[] = [];
    app.command('/billing-check', async ({ ack, respond, body }) => {
      await ack();
      bodies.push(body);
      await respond({ text: 'checking', blocks: [section('Checking *jane*')] });
    });
    const sent = await sandbox.command({ user: maya, channel: support, text: 'jane@acme.com' });
    expect(sent).toMatchObject({ outcome: 'acknowledged', status: 200, body: '', notice: null });
    expect(bodies[0]).toMatchObject({
      command: '/billing-check',
      text: 'jane@acme.com',
      user_id: maya.id,
      channel_name: 'support',
      team_id: sandbox.team.id,
      api_app_id: sandbox.appId,
      is_enterprise_install: 'false',
    });
    expect(bodies[0]).not.toHaveProperty('thread_ts');
    await sent.seen.until((seen) => seen.text.includes('Checking *jane*'));
    expect(sandbox.ephemerals(jonas, support)).toEqual([]);
  });

  test.each([
    ['no signature', { signature: 'missing' }],
    ['the signature of another app', { signature: 'wrong_secret' }],
    ['a signature that is none', { signature: 'malformed' }],
    ['an altered body', { alterBody: (body: string) => body.replace('jane', 'mary') }],
    ['a body with a space more', { alterBody: (body: string) => `${body} ` }],
    ['a timestamp six minutes old', { timestampOffsetSeconds: -360 }],
  ] as const)('Bolt refuses %s', async (_name, forge) => {
    const { sandbox, app, maya, support } = await setUp();
    let reached = 0;
    app.command('/billing-check', async ({ ack }) => {
      reached += 1;
      await ack();
    });
    const sent = await sandbox.command({ user: maya, channel: support, text: 'jane', forge });
    expect(sent).toMatchObject({
      outcome: 'http_client_error',
      status: 401,
      notice: '/billing-check failed with the error "http_client_error"',
    });
    expect(reached).toBe(0);
  });

  test('what Bolt takes though it should not: the future, replays, other workspaces', async () => {
    const { sandbox, app, maya, support } = await setUp();
    const teams: string[] = [];
    app.command('/billing-check', async ({ ack, body }) => {
      teams.push(body.team_id);
      await ack();
    });
    const typed = { user: maya, channel: support, text: 'jane' };
    const future = await sandbox.command({ ...typed, forge: { timestampOffsetSeconds: 360 } });
    const again = await sandbox.replay(future);
    const foreign = await sandbox.command({ ...typed, forge: { team: 'T0ELSEWHERE' } });
    expect([future.status, again.status, foreign.status]).toEqual([200, 200, 200]);
    expect(again.request).toEqual(future.request);
    expect(teams).toEqual([sandbox.team.id, sandbox.team.id, 'T0ELSEWHERE']);
  });

  test('what fails is told in Slack’s words', async () => {
    const sandbox = await sandboxWith({ acknowledgeMs: 60 });
    const { maya, support } = sandbox.known;
    let status = 500;
    let delayMs = 0;
    const { url } = await plainServer(() => ({ status, delayMs }));
    sandbox.setRequestUrl(url);
    const outcome = async () => (await sandbox.command({ user: maya, channel: support })).notice;
    expect(await outcome()).toContain('http_service_error');
    status = 404;
    expect(await outcome()).toContain('http_client_error');
    delayMs = 200;
    expect(await outcome()).toContain('operation_timeout');
    sandbox.setRequestUrl('http://127.0.0.1:9/');
    expect(await outcome()).toContain('dispatch_failed');
  });

  test('text arrives nearly as typed, or escaped with names when the manifest asks for it', async () => {
    const texts: string[] = [];
    for (const escaped of [false, true]) {
      const { sandbox, app, maya, support } = await setUp({ manifest: manifest({ escape: escaped }) });
      app.command('/billing-check', async ({ ack, body }) => {
        texts.push(body.text);
        await ack();
      });
      const text = '@jonas #finance jane+x@acme.com https://a.example?b=1&c=2 <b>';
      await sandbox.command({ user: maya, channel: support, text });
      const { jonas, finance } = sandbox.known;
      if (escaped)
        expect(texts.at(-1)).toBe(
          `<@${jonas.id}|jonas> <#${finance.id}|finance> <mailto:jane+x@acme.com|jane+x@acme.com> ` +
            '<https://a.example?b=1&amp;c=2> &lt;b&gt;',
        );
    }
    expect(texts[0]).toBe('@jonas #finance jane+x@acme.com https://a.example?b=1&amp;c=2 &lt;b&gt;');
  });

  test('what the manifest does not have, nobody can use', async () => {
    const { sandbox, maya, support, leadership } = await setUp({
      manifest: manifest({ scopes: ['chat:write'] }),
    });
    await expect(sandbox.command({ user: maya, channel: support })).rejects.toThrow('scope commands');
    await expect(sandbox.command({ user: maya, channel: support, command: '/other' })).rejects.toThrow(
      'no command /other',
    );
    const complete = await setUp();
    const typed = { user: complete.maya, channel: complete.leadership };
    await expect(complete.sandbox.command(typed)).rejects.toThrow('is private');
    expect(leadership.members.has(maya.id)).toBe(false);
  });

  test('the request URL proves itself with the challenge', async () => {
    const { sandbox } = await setUp();
    expect(await sandbox.verifyRequestUrl()).toBe(true);
    const { url } = await plainServer(() => ({ status: 200 }));
    sandbox.setRequestUrl(url);
    expect(await sandbox.verifyRequestUrl()).toBe(false);
  });
});

describe('response URLs', () => {
  /** The `respond` of one command. */
  async function commanded(options: Parameters<typeof httpApp>[0] = {}) {
    const set = await setUp(options);
    const responds: RespondFn[] = [];
    set.app.command('/billing-check', async ({ ack, respond }) => {
      await ack();
      responds.push(respond);
    });
    const sent = await set.sandbox.command({ user: set.maya, channel: set.support, text: 'x' });
    const [respond] = responds;
    if (respond === undefined) throw new Error('The command did not arrive.');
    return { ...set, sent, respond };
  }

  test('take five answers', async () => {
    const { respond, sandbox, maya, support } = await commanded();
    for (let use = 1; use <= 5; use += 1) await respond({ text: `${use}`, replace_original: true });
    const refused = respond('6');
    await expect(refused).rejects.toBeInstanceOf(RespondError);
    await expect(refused).rejects.toMatchObject({ statusCode: 404 });
    const [only, ...more] = sandbox.ephemerals(maya, support);
    expect(more).toEqual([]);
    expect(only?.history.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5']);
  });

  test('end after half an hour, or when they are killed; each in its own words', async () => {
    const start = Date.now();
    const { sandbox, sent } = await commanded({ now: () => start });
    const answer = async (body = '{"text":"x"}') => {
      const response = await fetch(sent.responseUrl ?? '', { method: 'POST', body });
      return [response.status, await response.text()];
    };
    sandbox.advance(30 * 60);
    expect(await answer()).toEqual([200, 'ok']);
    expect(await answer('{')).toEqual([400, '{"ok":false,"error":"invalid_payload"}']);
    sandbox.advance(1);
    expect(await answer()).toEqual([404, '{"ok":false,"error":"expired_url"}']);
    sandbox.advance(-1);
    for (let use = 2; use <= 5; use += 1) await answer();
    expect(await answer()).toEqual([404, '{"ok":false,"error":"used_url"}']);
    sandbox.killResponseUrl(sent.responseUrl ?? '');
    expect(await answer()).toEqual([404, '{"ok":false,"error":"no_such_url"}']);
  });

  test('are private unless told otherwise, replace, remove, and answer into threads', async () => {
    const { respond, sandbox, maya, support } = await commanded();
    const { message } = await sandbox.write({ user: maya, channel: support, text: 'thread' });
    await respond({ text: 'for all', response_type: 'in_channel' });
    await respond({ text: 'changed', replace_original: true });
    expect(sandbox.messages(support).map(({ text }) => text)).toEqual(['thread', 'changed']);
    await respond({ delete_original: true });
    expect(sandbox.messages(support).map(({ text }) => text)).toEqual(['thread']);
    await respond({ text: 'in thread', response_type: 'in_channel', thread_ts: message.ts });
    expect(sandbox.thread(support, message.ts).map(({ text }) => text)).toEqual(['thread', 'in thread']);
    expect(sandbox.ephemerals(maya, support)).toEqual([]);
  });

  test('refuse what Slack would not show, and that costs no use', async () => {
    const { respond, sandbox, maya, support } = await commanded();
    for (let attempt = 0; attempt < 6; attempt += 1)
      await expect(respond({ text: 'x', blocks: [section('')] })).rejects.toMatchObject({ statusCode: 400 });
    await expect(respond({ text: '' })).rejects.toMatchObject({ statusCode: 400 });
    // The limit on all text together is that of the Web API.
    await respond({ text: 'x', blocks: Array.from({ length: 5 }, () => section('x'.repeat(3000))) });
    expect(sandbox.ephemerals(maya, support)).toHaveLength(1);
  });

  test('also reach channels the app was not invited to', async () => {
    const { sandbox, app, maya, general } = await setUp();
    app.command('/billing-check', ({ ack }) => ack({ text: 'at once', response_type: 'in_channel' }));
    await sandbox.command({ user: maya, channel: general });
    expect(sandbox.messages(general).map(({ text }) => text)).toEqual(['at once']);
  });
});

describe('events', () => {
  test('a mention reaches the app where it is a member and subscribed', async () => {
    const { sandbox, app, maya, support, general, stranger, partner } = await setUp();
    const events: Record<string, unknown>[] = [];
    app.event('app_mention', async ({ event, say }) => {
      events.push({ ...event });
      await say({ text: 'on it', thread_ts: event.thread_ts ?? event.ts });
    });
    const parent = await sandbox.write({
      user: maya,
      channel: support,
      text: 'Jane says jane@acme.com & co',
    });
    expect(parent.message.text).toBe('Jane says <mailto:jane@acme.com|jane@acme.com> &amp; co');
    const { message, delivery } = await sandbox.mention({
      user: maya,
      channel: support,
      text: 'check this',
      threadTs: parent.message.ts,
    });
    expect(delivery).toMatchObject({ outcome: 'acknowledged', type: 'app_mention' });
    expect(events[0]).toMatchObject({
      user: maya.id,
      text: `<@${sandbox.people.bot.id}> check this`,
      channel: support.id,
      thread_ts: parent.message.ts,
      ts: message.ts,
    });
    await sandbox.until(() => sandbox.thread(support, parent.message.ts).length === 3);
    expect((await sandbox.mention({ user: maya, channel: general, text: 'hello' })).delivery).toBeNull();
    await sandbox.mention({ user: stranger, channel: partner, text: 'hello' });
    expect(events[1]).toMatchObject({
      user: stranger.id,
      user_team: stranger.team_id,
      team: stranger.team_id,
    });
    await expect(sandbox.mention({ user: stranger, channel: support, text: 'hello' })).rejects.toThrow(
      'is not in #support',
    );
  });

  test('a direct message', async () => {
    const { sandbox, app, maya } = await setUp();
    const seen: unknown[] = [];
    app.message(async ({ message }) => {
      seen.push(message);
    });
    const channel = sandbox.people.directMessages(maya);
    await sandbox.write({ user: maya, channel, text: 'jane' });
    expect(seen).toMatchObject([{ channel_type: 'im', text: 'jane' }]);
  });

  test('are repeated three times with number and reason, under one id', async () => {
    const sandbox = await sandboxWith({ eventRetryDelaysMs: [1, 1, 1], acknowledgeMs: 60 });
    const { maya, support } = sandbox.known;
    let calls = 0;
    const { url, received } = await plainServer(() => {
      calls += 1;
      return calls === 1 ? { status: 500 } : { status: 200, delayMs: 150 };
    });
    sandbox.setRequestUrl(url);
    const { delivery } = await sandbox.mention({ user: maya, channel: support, text: 'check' });
    await delivery?.settled;
    expect(delivery?.attempts.map(({ answer, retry }) => [answer.outcome, retry])).toEqual([
      ['http_service_error', null],
      ['operation_timeout', { attempt: 1, reason: 'http_error' }],
      ['operation_timeout', { attempt: 2, reason: 'http_timeout' }],
      ['operation_timeout', { attempt: 3, reason: 'http_timeout' }],
    ]);
    expect(received[0]).not.toHaveProperty('x-slack-retry-num');
    expect(received[1]).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_error' });
    const ids = delivery?.attempts.map(
      ({ answer }) => /"event_id":"(\w+)"/.exec(answer.request?.body ?? '')?.[1],
    );
    expect(new Set(ids).size).toBe(1);
  });

  test('are not repeated once taken, nor when the app says never', async () => {
    const sandbox = await sandboxWith({ eventRetryDelaysMs: [1, 1, 1] });
    const { maya, support } = sandbox.known;
    for (const answer of [{ status: 200 }, { status: 500, headers: { 'x-slack-no-retry': '1' } }]) {
      const { url } = await plainServer(() => answer);
      sandbox.setRequestUrl(url);
      const { delivery } = await sandbox.mention({ user: maya, channel: support, text: 'check' });
      await delivery?.settled;
      expect(delivery?.attempts).toHaveLength(1);
    }
  });
});

describe('what people press', () => {
  const card = (change: object = {}) => ({
    text: 'card',
    blocks: [
      section('Which customer?'),
      {
        type: 'actions' as const,
        block_id: 'choose',
        elements: [
          {
            type: 'button' as const,
            action_id: 'approve',
            text: plain('Approve'),
            value: 'v1',
            style: 'primary' as const,
          },
          {
            type: 'static_select' as const,
            action_id: 'customer',
            options: [
              { text: plain('Jane'), value: 'cus_1' },
              { text: plain('Mary'), value: 'cus_2' },
            ],
          },
        ],
      },
    ],
    ...change,
  });

  test('a button on a message: found by its words, its message replaced', async () => {
    const { sandbox, app, maya, support, leadership } = await setUp();
    const bodies: Record<string, unknown>[] = [];
    app.action('approve', async ({ ack, body, respond }) => {
      await ack();
      bodies.push({ ...body });
      await respond({ text: 'approved', replace_original: true });
    });
    await app.client.chat.postMessage({ channel: support.id, ...card() });
    const [message] = sandbox.messages(support);
    if (message === undefined) throw new Error('There is no message.');
    const pressed = await sandbox.click({ user: maya, message, label: 'Approve' });
    expect(pressed.outcome).toBe('acknowledged');
    expect(bodies[0]).toMatchObject({
      type: 'block_actions',
      user: { id: maya.id, team_id: sandbox.team.id },
      channel: { id: support.id, name: 'support' },
      container: { message_ts: message.ts, is_ephemeral: false },
      message: { ts: message.ts, text: 'card' },
      actions: [{ type: 'button', action_id: 'approve', block_id: 'choose', value: 'v1' }],
    });
    await sandbox.until(() => message.text === 'approved');
    expect(message.history.map(({ by }) => by)).toEqual(['post', 'response_url']);
    await expect(sandbox.click({ user: maya, message, label: 'Approve' })).rejects.toThrow('there are: none');
    await app.client.chat.delete({ channel: support.id, ts: message.ts });
    await expect(sandbox.click({ user: maya, message, label: 'Approve' })).rejects.toThrow('is deleted');
    expect(leadership.members.has(maya.id)).toBe(false);
  });

  test('a menu, with the state Slack keeps', async () => {
    const { sandbox, app, maya, support } = await setUp();
    const bodies: Record<string, unknown>[] = [];
    app.action(/customer|approve/, async ({ ack, body }) => {
      await ack();
      bodies.push({ ...body });
    });
    await app.client.chat.postMessage({ channel: support.id, ...card() });
    const [message] = sandbox.messages(support);
    if (message === undefined) throw new Error('There is no message.');
    await sandbox.select({ user: maya, message, actionId: 'customer', choose: 'Mary' });
    expect(bodies[0]).toMatchObject({
      actions: [{ type: 'static_select', selected_option: { value: 'cus_2' } }],
      state: { values: { choose: { customer: { selected_option: { value: 'cus_2' } } } } },
    });
    await expect(
      sandbox.select({ user: maya, message, actionId: 'customer', choose: 'Paul' }),
    ).rejects.toThrow('there are: Jane, Mary');
    // A crafted request says what it likes.
    await sandbox.click({ user: maya, message, actionId: 'approve', value: 'v2' });
    expect(bodies[1]).toMatchObject({ actions: [{ value: 'v2' }] });
  });

  test('an ephemeral message is its reader’s alone, and comes without its content', async () => {
    const { sandbox, app, maya, jonas, support } = await setUp();
    const bodies: Record<string, unknown>[] = [];
    app.command('/billing-check', async ({ ack }) => ack(card()));
    app.action('approve', async ({ ack, body, respond }) => {
      await ack();
      bodies.push({ ...body });
      await respond({ delete_original: true });
    });
    const sent = await sandbox.command({ user: maya, channel: support });
    const [message] = sent.seen.ephemerals;
    if (message === undefined) throw new Error('There is no message.');
    expect(visibleText(message)).toContain('Which customer?');
    await expect(sandbox.click({ user: jonas, message, actionId: 'approve' })).rejects.toThrow(
      'does not see',
    );
    await sandbox.click({ user: maya, message, actionId: 'approve' });
    expect(bodies[0]).toMatchObject({ container: { is_ephemeral: true } });
    expect(bodies[0]).not.toHaveProperty('message');
    await sandbox.until(() => message.deleted);
  });

  test('a stranger in a shared channel acts from another workspace', async () => {
    const { sandbox, app, stranger, partner } = await setUp();
    const bodies: Record<string, unknown>[] = [];
    app.action('approve', async ({ ack, body }) => {
      await ack();
      bodies.push({ ...body });
    });
    await app.client.chat.postMessage({ channel: partner.id, ...card() });
    const [message] = sandbox.messages(partner);
    if (message === undefined) throw new Error('There is no message.');
    await sandbox.click({ user: stranger, message, actionId: 'approve' });
    expect(bodies[0]).toMatchObject({ user: { team_id: stranger.team_id }, team: { id: stranger.team_id } });
  });

  test('a shortcut on a message in a thread', async () => {
    const { sandbox, app, maya, support } = await setUp();
    const bodies: Record<string, unknown>[] = [];
    app.shortcut('check_message', async ({ ack, body, respond }) => {
      await ack();
      bodies.push({ ...body });
      await respond({ text: 'checking' });
    });
    const parent = await sandbox.write({ user: maya, channel: support, text: 'ticket' });
    const reply = await sandbox.write({
      user: maya,
      channel: support,
      text: 'jane@acme.com was charged twice',
      threadTs: parent.message.ts,
    });
    const used = await sandbox.shortcut({ user: maya, channel: support, messageTs: reply.message.ts });
    expect(bodies[0]).toMatchObject({
      type: 'message_action',
      callback_id: 'check_message',
      message_ts: reply.message.ts,
      message: { thread_ts: parent.message.ts, text: expect.stringContaining('charged twice') },
    });
    await used.seen.until((seen) => seen.text === 'checking');
  });
});

describe('modals', () => {
  const modal = (change: object = {}) => ({
    type: 'modal' as const,
    callback_id: 'edit',
    title: plain('Edit reply'),
    submit: plain('Save'),
    private_metadata: 'm',
    blocks: [
      {
        type: 'input' as const,
        block_id: 'reply',
        label: plain('Reply'),
        element: { type: 'plain_text_input' as const, action_id: 'text', max_length: 20 },
      },
      {
        type: 'input' as const,
        block_id: 'tone',
        optional: true,
        label: plain('Tone'),
        element: {
          type: 'static_select' as const,
          action_id: 'tone',
          options: [{ text: plain('Warm'), value: 'warm' }],
        },
      },
    ],
    ...change,
  });

  /** An app that keeps the trigger of its command, and an open modal. */
  async function opened(view = modal()) {
    const set = await setUp();
    const triggers: string[] = [];
    set.app.command('/billing-check', async ({ ack, body }) => {
      await ack();
      triggers.push(body.trigger_id);
    });
    const trigger = async () => {
      await set.sandbox.command({ user: set.maya, channel: set.support });
      return triggers.at(-1) ?? '';
    };
    const { view: shown } = await set.app.client.views.open({ trigger_id: await trigger(), view });
    return { ...set, trigger, shown };
  }

  test('need a trigger, three seconds old at most, for one use', async () => {
    const { sandbox, app, trigger } = await opened();
    const open = (trigger_id: string) => app.client.views.open({ trigger_id, view: modal() });
    const used = await trigger();
    await open(used);
    await expect(open(used)).rejects.toMatchObject({ data: { error: 'exchanged_trigger_id' } });
    await expect(open('1.2.3')).rejects.toMatchObject({ data: { error: 'invalid_trigger_id' } });
    const old = await trigger();
    sandbox.advance(4);
    await expect(open(old)).rejects.toMatchObject({ data: { error: 'expired_trigger_id' } });
  });

  test('are filled in and sent; errors stay beside their inputs', async () => {
    const { sandbox, app, maya } = await opened();
    const views: Record<string, unknown>[] = [];
    app.view('edit', async ({ ack, view, body }) => {
      views.push({ ...view, by: body.user.id });
      if (views.length === 1) await ack({ response_action: 'errors', errors: { reply: 'Too short.' } });
      else await ack();
    });
    await expect(sandbox.submitView({ user: maya })).rejects.toThrow('“Reply” must be filled in');
    await expect(sandbox.submitView({ user: maya, values: { text: 'x'.repeat(21) } })).rejects.toThrow(
      'takes 20 characters',
    );
    await expect(sandbox.submitView({ user: maya, values: { nothing: 'x' } })).rejects.toThrow(
      'no input nothing',
    );
    await sandbox.submitView({ user: maya, values: { text: 'Hi', tone: 'Warm' } });
    expect(views[0]).toMatchObject({
      by: maya.id,
      private_metadata: 'm',
      state: {
        values: { reply: { text: { value: 'Hi' } }, tone: { tone: { selected_option: { value: 'warm' } } } },
      },
    });
    expect(sandbox.modals(maya)).toMatchObject([{ errors: { reply: 'Too short.' } }]);
    const done = await sandbox.submitView({ user: maya, values: { text: 'Hello Jane' } });
    expect(done.notice).toBeNull();
    expect(sandbox.modals(maya)).toEqual([]);
  });

  test('an answer Slack cannot use leaves the modal open and says why', async () => {
    const { sandbox, app, maya } = await opened();
    app.view('edit', async ({ ack }) =>
      ack({ response_action: 'update', view: modal({ title: plain('x'.repeat(25)) }) }),
    );
    const sent = await sandbox.submitView({ user: maya, values: { text: 'Hi' } });
    expect(sent.notice).toBe('The modal failed with the error "invalid_arguments"');
    expect(sandbox.modals(maya)).toHaveLength(1);
  });

  test('stack three high, change by hash, close and are heard of', async () => {
    const { sandbox, app, maya, shown } = await opened(
      modal({
        notify_on_close: true,
        blocks: [
          ...modal().blocks,
          {
            type: 'actions' as const,
            elements: [{ type: 'button' as const, action_id: 'more', text: plain('More') }],
          },
        ],
      }),
    );
    const closed: string[] = [];
    app.view({ type: 'view_closed', callback_id: 'edit' }, async ({ ack, view }) => {
      closed.push(view.id);
      await ack();
    });
    const triggers: string[] = [];
    app.action('more', async ({ ack, body }) => {
      await ack();
      if ('trigger_id' in body) triggers.push(String(body.trigger_id));
    });
    const [root] = sandbox.modals(maya);
    if (root === undefined) throw new Error('There is no modal.');
    const push = async () => {
      await sandbox.click({ user: maya, view: root, actionId: 'more' });
      return app.client.views.push({ trigger_id: triggers.at(-1) ?? '', view: modal() });
    };
    await push();
    await push();
    await expect(push()).rejects.toMatchObject({ data: { error: 'push_limit_reached' } });
    expect(sandbox.modals(maya).map(({ previous_view_id }) => previous_view_id)).toEqual([
      null,
      root.id,
      expect.any(String),
    ]);
    const update = (hash: string) =>
      app.client.views.update({ view_id: root.id, hash, view: modal({ notify_on_close: true }) });
    await update(shown?.hash ?? '');
    await expect(update(shown?.hash ?? '')).rejects.toMatchObject({ data: { error: 'hash_conflict' } });
    expect(sandbox.modals(maya)[0]?.history).toHaveLength(2);
    for (let open = 0; open < 3; open += 1) await sandbox.closeView({ user: maya });
    expect(closed).toEqual([root.id]);
    await expect(sandbox.closeView({ user: maya })).rejects.toThrow('no modal open');
  });

  test('a Home tab', async () => {
    const { sandbox, app, maya } = await setUp();
    const publish = (text: string) =>
      app.client.views.publish({ user_id: maya.id, view: { type: 'home', blocks: [section(text)] } });
    await publish('one');
    await publish('two');
    expect(sandbox.home(maya)?.history).toHaveLength(2);
    await expect(publish('x'.repeat(3001))).rejects.toMatchObject({ data: { error: 'invalid_arguments' } });
  });
});
