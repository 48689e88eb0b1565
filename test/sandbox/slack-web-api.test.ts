import { webApi } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { visibleText } from '../../src/sandbox/slack/index.ts';
import { APP_TOKEN, BOT_TOKEN, clientOf, manifest, refusal, sandboxWith } from './slack-setup.ts';

const section = (text: string) => ({
  type: 'section' as const,
  text: { type: 'mrkdwn' as const, text },
});

async function setUp(options: Parameters<typeof sandboxWith>[0] = {}) {
  const sandbox = await sandboxWith(options);
  return { sandbox, client: clientOf(sandbox), ...sandbox.known };
}

describe('who may call', () => {
  test('tokens: right, wrong, none, of the wrong kind, revoked', async () => {
    const { sandbox, client } = await setUp({ appToken: APP_TOKEN });
    expect(await client.auth.test()).toMatchObject({
      ok: true,
      team_id: sandbox.team.id,
      user: 'billing-check',
      user_id: sandbox.people.bot.id,
    });
    expect(await refusal(clientOf(sandbox, 'xoxb-other').auth.test())).toMatchObject({
      error: 'invalid_auth',
    });
    expect(await refusal(clientOf(sandbox, '').auth.test())).toMatchObject({ error: 'not_authed' });
    expect(await refusal(clientOf(sandbox, APP_TOKEN).auth.test())).toMatchObject({
      error: 'not_allowed_token_type',
    });
    expect(await refusal(client.apps.connections.open({}))).toMatchObject({
      error: 'not_allowed_token_type',
    });
    sandbox.revokeTokens();
    expect(await refusal(client.auth.test())).toMatchObject({ error: 'token_revoked' });
  });

  test('a form, a JSON body and nothing else; a token in JSON does not count', async () => {
    const { sandbox, support } = await setUp();
    const call = async (body: string, type: string, token: string | null = BOT_TOKEN) => {
      const headers = {
        'content-type': type,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      };
      const response = await fetch(`${sandbox.url}chat.postMessage`, { method: 'POST', headers, body });
      expect(response.status).toBe(200);
      return (await response.json()) as unknown;
    };
    const message = { channel: support.id, blocks: [section('hello')] };
    expect(await call(JSON.stringify(message), 'application/json; charset=utf-8')).toMatchObject({
      ok: true,
    });
    expect(
      await call(JSON.stringify({ ...message, token: BOT_TOKEN }), 'application/json', null),
    ).toMatchObject({
      error: 'not_authed',
    });
    expect(await call('{', 'application/json')).toMatchObject({ error: 'invalid_json' });
    expect(await call('[]', 'application/json')).toMatchObject({ error: 'json_not_object' });
    expect(await call('<a/>', 'text/xml')).toMatchObject({ error: 'invalid_post_type' });
    const form = new URLSearchParams({ channel: support.id, text: 'hi', token: BOT_TOKEN });
    expect(await call(form.toString(), 'application/x-www-form-urlencoded', null)).toMatchObject({
      ok: true,
    });
    const bad = new URLSearchParams({ channel: support.id, blocks: '[{' }).toString();
    expect(await call(bad, 'application/x-www-form-urlencoded')).toMatchObject({
      error: 'invalid_blocks_format',
    });
  });

  test('a method Slack does not have, an argument that is missing', async () => {
    const { client } = await setUp();
    expect(await refusal(client.apiCall('chat.postTelegram'))).toMatchObject({
      error: 'unknown_method',
      req_method: 'chat.postTelegram',
    });
    expect(await refusal(client.apiCall('users.info'))).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: user'] },
    });
  });

  test.each([
    ['chat.postMessage', 'chat:write'],
    ['chat.update', 'chat:write'],
    ['chat.startStream', 'chat:write'],
    ['users.info', 'users:read'],
    ['usergroups.users.list', 'usergroups:read'],
    ['conversations.info', 'channels:read'],
    ['conversations.replies', 'channels:history'],
    ['team.info', 'team:read'],
    ['bots.info', 'users:read'],
  ])('%s without %s in the manifest', async (method, needed) => {
    const { client, support } = await setUp({ manifest: manifest({ scopes: ['commands'] }) });
    expect(await refusal(client.apiCall(method, { channel: support.id }))).toMatchObject({
      error: 'missing_scope',
      needed,
      provided: 'commands',
    });
  });

  test('a private channel asks for its own scope, another name for its own too', async () => {
    const scopes = ['chat:write', 'channels:history', 'channels:read'];
    const { client, finance, support } = await setUp({ manifest: manifest({ scopes }) });
    expect(await refusal(client.conversations.history({ channel: finance.id }))).toMatchObject({
      needed: 'groups:history',
    });
    const named = client.chat.postMessage({ channel: support.id, text: 'x', username: 'Finance' });
    expect(await refusal(named)).toMatchObject({ needed: 'chat:write.customize' });
  });
});

describe('messages', () => {
  test('are posted where the app is, and nowhere else', async () => {
    const { client, general, leadership, support, maya } = await setUp();
    const text = 'hello';
    expect(await client.chat.postMessage({ channel: support.id, text })).toMatchObject({
      channel: support.id,
      message: { text },
    });
    expect(await client.chat.postMessage({ channel: '#support', text })).toMatchObject({
      channel: support.id,
    });
    expect((await client.chat.postMessage({ channel: maya.id, text })).channel).toMatch(/^D/);
    const post = (channel: string) => refusal(client.chat.postMessage({ channel, text }));
    expect(await post(general.id)).toMatchObject({ error: 'not_in_channel' });
    expect(await post(leadership.id)).toMatchObject({ error: 'channel_not_found' });
    expect(await post('C0NOWHERE')).toMatchObject({ error: 'channel_not_found' });
    support.archived = true;
    expect(await post(support.id)).toMatchObject({ error: 'is_archived' });
  });

  test('keep all they ever showed', async () => {
    const { sandbox, client, support } = await setUp();
    const { ts = '' } = await client.chat.postMessage({
      channel: support.id,
      text: 'one',
      blocks: [section('1')],
    });
    await client.chat.update({ channel: support.id, ts, blocks: [section('2')] });
    await client.chat.update({ channel: support.id, ts, text: 'three' });
    const [message] = sandbox.messages(support);
    expect(message?.history.map(({ by, text, blocks }) => [by, text, blocks.length])).toEqual([
      ['post', 'one', 1],
      ['chat.update', 'one', 1],
      // Text alone takes the blocks away.
      ['chat.update', 'three', 0],
    ]);
    await client.chat.delete({ channel: support.id, ts });
    expect(sandbox.messages(support)).toEqual([]);
    expect(sandbox.posts()).toMatchObject([{ deleted: true, text: 'three' }]);
    expect(await refusal(client.chat.update({ channel: support.id, ts, text: 'x' }))).toMatchObject({
      error: 'message_not_found',
    });
  });

  test('of somebody else cannot be changed', async () => {
    const { sandbox, client, support, maya } = await setUp();
    const { message } = await sandbox.write({ user: maya, channel: support, text: 'mine' });
    const { ts } = message;
    expect(await refusal(client.chat.update({ channel: support.id, ts, text: 'x' }))).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await refusal(client.chat.delete({ channel: support.id, ts }))).toMatchObject({
      error: 'cant_delete_message',
    });
  });

  test('in threads: the parent must be there, and no reply itself', async () => {
    const { sandbox, client, support } = await setUp();
    const { ts = '' } = await client.chat.postMessage({ channel: support.id, text: 'parent' });
    const reply = await client.chat.postMessage({ channel: support.id, text: 'reply', thread_ts: ts });
    await client.chat.postMessage({
      channel: support.id,
      text: 'loud reply',
      thread_ts: ts,
      reply_broadcast: true,
    });
    expect(sandbox.thread(support, ts).map(({ text }) => text)).toEqual(['parent', 'reply', 'loud reply']);
    expect(sandbox.messages(support).map(({ text }) => text)).toEqual(['parent', 'loud reply']);
    const post = (thread_ts: string) =>
      refusal(client.chat.postMessage({ channel: support.id, text: 'x', thread_ts }));
    expect(await post('1700000000.000001')).toMatchObject({ error: 'thread_not_found' });
    expect(await post(reply.ts ?? '')).toMatchObject({ error: 'cannot_reply_to_message' });
    expect(await post('yesterday')).toMatchObject({ error: 'invalid_thread_ts' });
    const link = await client.chat.getPermalink({ channel: support.id, message_ts: reply.ts ?? '' });
    expect(link.permalink).toContain(
      `/archives/${support.id}/p${reply.ts?.replace('.', '')}?thread_ts=${ts}`,
    );
  });

  test('for one person are seen by that person, and are no messages to the Web API', async () => {
    const { sandbox, client, support, finance, maya, jonas } = await setUp();
    const posted = await client.chat.postEphemeral({ channel: support.id, user: maya.id, text: 'psst' });
    expect(sandbox.ephemerals(maya, support)).toMatchObject([{ text: 'psst', only_for: maya.id }]);
    expect(sandbox.ephemerals(jonas, support)).toEqual([]);
    expect(sandbox.messages(support)).toEqual([]);
    const update = client.chat.update({ channel: support.id, ts: posted.message_ts ?? '', text: 'x' });
    expect(await refusal(update)).toMatchObject({ error: 'message_not_found' });
    expect(
      await refusal(client.chat.postEphemeral({ channel: finance.id, user: maya.id, text: 'x' })),
    ).toMatchObject({ error: 'user_not_in_channel' });
  });

  test.each([
    ['nothing', {}, 'no_text'],
    ['spaces', { text: '  ' }, 'no_text'],
    ['40,001 characters', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['text beside markdown', { text: 'x', markdown_text: 'x' }, 'markdown_text_conflict'],
    ['12,001 characters of markdown', { markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
    ['metadata without a type', { text: 'x', metadata: { event_payload: {} } }, 'invalid_metadata_format'],
  ])('of %s are refused', async (_name, content, error) => {
    const { client, support } = await setUp();
    expect(
      await refusal(client.apiCall('chat.postMessage', { channel: support.id, ...content })),
    ).toMatchObject({ error });
  });

  test('may be 40,000 characters long, changed ones 4,000 bytes', async () => {
    const { client, support } = await setUp();
    const { ts = '' } = await client.chat.postMessage({ channel: support.id, text: 'x'.repeat(40_000) });
    const update = (text: string) => client.chat.update({ channel: support.id, ts, text });
    await update('x'.repeat(4000));
    for (const text of ['x'.repeat(4001), 'ü'.repeat(2001)])
      expect(await refusal(update(text))).toMatchObject({ error: 'msg_too_long' });
  });

  test('can be read back: newest first, in pages, metadata on request', async () => {
    const { client, support, general } = await setUp();
    const metadata = { event_type: 'check', event_payload: { id: 'chk_1' } };
    const first = await client.chat.postMessage({ channel: support.id, text: 'm0', metadata });
    for (const text of ['m1', 'm2']) await client.chat.postMessage({ channel: support.id, text });
    await client.chat.postMessage({ channel: support.id, text: 'reply', thread_ts: first.ts ?? '' });
    const page = await client.conversations.history({ channel: support.id, limit: 2 });
    expect(page.messages?.map(({ text }) => text)).toEqual(['m2', 'm1']);
    const cursor = page.response_metadata?.next_cursor ?? '';
    const rest = await client.conversations.history({
      channel: support.id,
      cursor,
      include_all_metadata: true,
    });
    expect(rest).toMatchObject({ has_more: false, messages: [{ text: 'm0', reply_count: 1, metadata }] });
    const replies = await client.conversations.replies({ channel: support.id, ts: first.ts ?? '' });
    expect(replies.messages?.map(({ text }) => text)).toEqual(['m0', 'reply']);
    expect(await refusal(client.conversations.history({ channel: general.id }))).toMatchObject({
      error: 'not_in_channel',
    });
    expect(
      await refusal(client.conversations.replies({ channel: support.id, ts: '1.000000' })),
    ).toMatchObject({ error: 'thread_not_found' });
  });
});

describe('people and places', () => {
  test('users: members, guests, bots, the deleted, strangers; addresses only with their scope', async () => {
    const { sandbox, client, maya, guest, singleChannelGuest, former, otherBot, stranger } = await setUp();
    const info = async (user: string) => (await client.users.info({ user })).user;
    expect(await info(maya.id)).toMatchObject({ is_restricted: false, team_id: sandbox.team.id });
    expect((await info(maya.id))?.profile).not.toHaveProperty('email');
    expect(await info(guest.id)).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await info(singleChannelGuest.id)).toMatchObject({
      is_restricted: true,
      is_ultra_restricted: true,
    });
    expect(await info(former.id)).toMatchObject({ deleted: true });
    expect(await info(otherBot.id)).toMatchObject({ is_bot: true });
    expect(await info(stranger.id)).toMatchObject({ is_stranger: true, team_id: stranger.team_id });
    expect(await refusal(client.users.info({ user: 'U0NOBODY' }))).toMatchObject({ error: 'user_not_found' });
    const { members = [] } = await client.users.list({});
    expect(members.map(({ id }) => id)).not.toContain(stranger.id);
    const readers = await setUp({ manifest: manifest({ scopes: ['users:read', 'users:read.email'] }) });
    const seen = await readers.client.users.info({ user: readers.maya.id });
    expect(seen.user?.profile?.email).toBe(readers.maya.email);
    expect(await readers.client.users.lookupByEmail({ email: 'MAYA@northwind.example' })).toMatchObject({
      user: { id: readers.maya.id },
    });
  });

  test('user groups change while the app runs, and drop who has left', async () => {
    const { client, agents, maya, jonas, priya, sam } = await setUp();
    const users = async () => (await client.usergroups.users.list({ usergroup: agents.id })).users;
    expect(await users()).toEqual([maya.id, jonas.id, priya.id]);
    agents.members.add(sam.id);
    agents.members.delete(maya.id);
    jonas.deleted = true;
    expect(await users()).toEqual([priya.id, sam.id]);
    expect(await client.usergroups.list({ include_users: true })).toMatchObject({
      usergroups: [{ handle: 'support-agents' }, { handle: 'finance-approvers' }],
    });
    agents.disabled = true;
    expect(await refusal(users())).toMatchObject({ error: 'subteam_is_disabled' });
    expect(await refusal(client.usergroups.users.list({ usergroup: 'S0NONE' }))).toMatchObject({
      error: 'no_such_subteam',
    });
  });

  test('channels, direct messages, the workspace and the app', async () => {
    const { sandbox, client, finance, partner, maya, otherBot } = await setUp();
    expect(await client.conversations.info({ channel: finance.id })).toMatchObject({
      channel: { is_private: true, is_member: true, name: 'finance' },
    });
    expect(await client.conversations.info({ channel: partner.id })).toMatchObject({
      channel: { is_ext_shared: true },
    });
    const { channel } = await client.conversations.open({ users: maya.id });
    expect(await client.conversations.open({ users: maya.id })).toMatchObject({
      channel: { id: channel?.id },
    });
    expect(await refusal(client.conversations.open({ users: otherBot.id }))).toMatchObject({
      error: 'cannot_dm_bot',
    });
    expect(await client.team.info({})).toMatchObject({ team: { id: sandbox.team.id, domain: 'northwind' } });
    const { bot_id = '' } = await client.auth.test();
    expect(await client.bots.info({ bot: bot_id })).toMatchObject({ bot: { name: 'Billing check' } });
    const members = await client.conversations.members({ channel: finance.id, limit: 2 });
    expect(members.members).toHaveLength(2);
    expect(members.response_metadata?.next_cursor).not.toBe('');
  });
});

describe('rate limits', () => {
  test('by tier: the 21st call of a minute is refused with the time to wait', async () => {
    const { sandbox, client, agents } = await setUp({ now: () => 1_790_000_000_000 });
    const call = () => client.usergroups.users.list({ usergroup: agents.id });
    for (let done = 0; done < 20; done += 1) await call();
    await expect(call()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 60 });
    sandbox.advance(60);
    await call();
    sandbox.setRateLimits({ tiers: false });
    for (let done = 0; done < 21; done += 1) await call();
  });

  test('one message a second into one channel, when that is switched on', async () => {
    const { sandbox, client, support, triage } = await setUp({
      now: () => 1_790_000_000_000,
      rateLimits: { onePostPerSecond: true },
    });
    const post = (channel: string) => client.chat.postMessage({ channel, text: 'x' });
    await post(support.id);
    await post(triage.id);
    await expect(post(support.id)).rejects.toBeInstanceOf(webApi.WebAPIRateLimitedError);
    const answer = await fetch(`${sandbox.url}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${BOT_TOKEN}` },
      body: new URLSearchParams({ channel: support.id, text: 'x' }),
    });
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      429,
      '1',
      { ok: false, error: 'ratelimited' },
    ]);
    sandbox.advance(1);
    await post(support.id);
    expect(sandbox.messages(support)).toHaveLength(2);
  });
});

describe('streams', () => {
  async function inThread(options: Parameters<typeof setUp>[0] = {}) {
    const set = await setUp(options);
    const parent = await set.sandbox.write({ user: set.maya, channel: set.support, text: 'please check' });
    const to = {
      channel: set.support.id,
      thread_ts: parent.message.ts,
      recipient_user_id: set.maya.id,
      recipient_team_id: set.sandbox.team.id,
    };
    return { ...set, to };
  }

  test('grow while people watch, and end with their blocks', async () => {
    const { sandbox, client, support, to } = await inThread();
    const stream = client.chatStream({ ...to, buffer_size: 1, task_display_mode: 'plan' });
    const task = { type: 'task_update' as const, id: 't1', title: 'Reading invoices' };
    await stream.append({ chunks: [{ ...task, status: 'in_progress', details: '42 of ' }] });
    await stream.append({ chunks: [{ ...task, status: 'complete', details: '90' }] });
    await stream.append({ markdown_text: 'Charged **twice' });
    await stream.append({ markdown_text: '**' });
    await stream.stop({ blocks: [section('evidence')], metadata: { event_type: 'x', event_payload: {} } });
    const [, message] = sandbox.thread(support, to.thread_ts);
    expect(message?.stream).toMatchObject({ state: 'stopped', markdown: 'Charged **twice**' });
    expect(message?.stream?.tasks.get('t1')).toMatchObject({ status: 'complete', details: '42 of 90' });
    expect(message?.history.map(({ text }) => text)).toEqual([
      '',
      '',
      'Charged **twice',
      'Charged **twice**',
      'Charged **twice**',
    ]);
    expect(message?.blocks.map(({ type }) => type)).toEqual(['plan', 'markdown', 'section']);
    expect(message === undefined ? '' : visibleText(message)).toContain('evidence');
  });

  test.each([
    ['no thread', { thread_ts: undefined }, 'invalid_arguments'],
    ['an unknown thread', { thread_ts: '1700000000.000001' }, 'thread_not_found'],
    ['no recipient', { recipient_user_id: undefined }, 'missing_recipient_user_id'],
    ['no recipient team', { recipient_team_id: undefined }, 'missing_recipient_team_id'],
    ['an unknown recipient', { recipient_user_id: 'U0NOBODY' }, 'user_not_found'],
    ['another team', { recipient_team_id: 'T0OTHER' }, 'team_not_found'],
    ['12,001 characters', { markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
    ['an unknown chunk', { chunks: [{ type: 'video' }] }, 'invalid_arguments'],
    ['text and chunks', { markdown_text: 'x', chunks: [] }, 'cannot_provide_both_markdown_text_and_chunks'],
    [
      '51 blocks',
      { chunks: [{ type: 'blocks', blocks: Array(51).fill({ type: 'divider' }) }] },
      'invalid_blocks',
    ],
  ])('do not start with %s', async (_name, change, error) => {
    const { client, to } = await inThread();
    expect(await refusal(client.apiCall('chat.startStream', { ...to, ...change }))).toMatchObject({ error });
  });

  test('need no recipient in direct messages', async () => {
    const { sandbox, client, maya } = await setUp();
    const channel = sandbox.people.directMessages(maya);
    const { message } = await sandbox.write({ user: maya, channel, text: 'check' });
    const started = await client.chat.startStream({
      channel: channel.id,
      thread_ts: message.ts,
      markdown_text: 'x',
    });
    expect(started.ok).toBe(true);
  });

  test('refuse updates while open, and everything once over', async () => {
    const { sandbox, client, support, to } = await inThread();
    const start = async () => (await client.chat.startStream({ ...to, markdown_text: 'x' })).ts ?? '';
    const at = { channel: support.id, ts: await start() };
    expect(await refusal(client.chat.update({ ...at, text: 'y' }))).toMatchObject({
      error: 'streaming_state_conflict',
    });
    expect(await refusal(client.chat.delete(at))).toMatchObject({ error: 'cant_delete_message' });
    expect(await refusal(client.chat.appendStream(at))).toMatchObject({ error: 'no_text' });
    expect(
      await refusal(client.chat.appendStream({ ...at, markdown_text: 'x'.repeat(12_001) })),
    ).toMatchObject({ error: 'msg_too_long' });
    const dividers = (count: number) => Array.from({ length: count }, () => ({ type: 'divider' as const }));
    expect(await refusal(client.chat.stopStream({ ...at, blocks: dividers(51) }))).toMatchObject({
      error: 'invalid_blocks',
    });
    await client.chat.stopStream({ ...at, blocks: dividers(50) });
    expect(await refusal(client.chat.appendStream({ ...at, markdown_text: 'y' }))).toMatchObject({
      error: 'message_not_in_streaming_state',
    });
    await client.chat.update({ ...at, text: 'y' });
    const second = { channel: support.id, ts: await start() };
    sandbox.advance(301);
    expect(await refusal(client.chat.stopStream(second))).toMatchObject({
      error: 'message_not_in_streaming_state',
    });
  });

  test('a status beside the name, gone with the next message in the thread', async () => {
    const { sandbox, client, support, to } = await inThread();
    const { channel, thread_ts } = to;
    await client.assistant.threads.setStatus({ channel_id: channel, thread_ts, status: 'is reading' });
    expect(sandbox.status(support, thread_ts)).toBe('is reading');
    await client.chat.postMessage({ channel, thread_ts, text: 'done' });
    expect(sandbox.status(support, thread_ts)).toBeNull();
  });
});

describe('the log', () => {
  test('every call with its arguments and error, never the token', async () => {
    const { sandbox, client, support } = await setUp();
    await client.chat.postMessage({ channel: support.id, text: 'logged' });
    await refusal(client.users.info({ user: 'U0NOBODY' }));
    expect(sandbox.calls).toMatchObject([
      { method: 'chat.postMessage', args: { text: 'logged' }, error: null },
      { method: 'users.info', error: 'user_not_found' },
    ]);
    expect(JSON.stringify(sandbox.calls)).not.toContain(BOT_TOKEN);
    sandbox.faults.add({
      route: 'POST /api/chat.postMessage',
      fault: { kind: 'answer', status: 503, body: 'down' },
    });
    await expect(client.chat.postMessage({ channel: support.id, text: 'x' })).rejects.toBeInstanceOf(
      webApi.WebAPIHTTPError,
    );
  });
});
