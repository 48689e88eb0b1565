import { createHmac } from 'node:crypto';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../db/errors.ts';
import type { Forgery } from '../../src/sandbox/slack/index.ts';
import { SeenSignatures, verifySlackSignature } from '../../src/slack/signature.ts';
import { appFor, SIGNING_SECRET, slackWorkspace } from './slack-setup.ts';

const NOW = 1_795_000_000;
const sign = (body: string | Buffer, timestamp: string, secret = SIGNING_SECRET): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;

const verify = (over: Partial<Parameters<typeof verifySlackSignature>[0]> = {}): boolean => {
  const rawBody = Buffer.from('command=%2Fbilling-check&text=jane');
  const timestamp = String(NOW);
  return verifySlackSignature({
    secrets: [SIGNING_SECRET],
    timestamp,
    signature: sign(rawBody, timestamp),
    rawBody,
    now: NOW,
    ...over,
  });
};

describe('a signature', () => {
  it('holds for what Slack signed, also while a secret is replaced', () => {
    expect(verify()).toBe(true);
    expect(verify({ secrets: ['the-new-secret', SIGNING_SECRET] })).toBe(true);
    expect(verify({ now: NOW + 300 })).toBe(true);
    expect(verify({ now: NOW - 300 })).toBe(true);
  });

  it.each<[string, Parameters<typeof verify>[0]]>([
    ['none', { signature: undefined }],
    ['an empty one', { signature: '' }],
    ['two of them', { signature: [sign('', String(NOW)), sign('', String(NOW))] }],
    ['one without hexadecimal digits', { signature: `v0=${'z'.repeat(64)}` }],
    ['one that is too short', { signature: sign('x', String(NOW)).slice(0, -1) }],
    ['one in capitals', { signature: sign('command=%2Fbilling-check&text=jane', String(NOW)).toUpperCase() }],
    [
      'another version',
      { signature: sign('command=%2Fbilling-check&text=jane', String(NOW)).replace('v0', 'v1') },
    ],
    ['another secret', { secrets: ['somebody-else'] }],
    ['no secret', { secrets: [] }],
    [
      'an empty secret',
      { secrets: [''], signature: sign('command=%2Fbilling-check&text=jane', String(NOW), '') },
    ],
    ['one byte more', { rawBody: Buffer.from('command=%2Fbilling-check&text=jane ') }],
    ['301 seconds of age', { now: NOW + 301 }],
    ['301 seconds to come', { now: NOW - 301 }],
  ])('is refused with %s', (_, over) => {
    expect(verify(over)).toBe(false);
  });

  it.each(['NaN', '', '-1795000000', '1795000000.5', '1e9', ' 1795000000', '0x6AFD', '9'.repeat(20)])(
    'is refused with the time %j although it is signed',
    (timestamp) => {
      const rawBody = Buffer.from('x');
      expect(verify({ timestamp, rawBody, signature: sign(rawBody, timestamp) })).toBe(false);
    },
  );

  it('is refused with two times, and never throws', () => {
    expect(verify({ timestamp: [String(NOW), String(NOW)] })).toBe(false);
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (timestamp, signature) => {
        expect(verify({ timestamp, signature })).toBe(false);
      }),
    );
  });
});

describe('what was seen', () => {
  it('is known for as long as its time would be taken, and forgotten afterwards', () => {
    const seen = new SeenSignatures();
    expect(seen.takeIn('a', NOW, NOW)).toBe(true);
    expect(seen.takeIn('a', NOW, NOW + 300)).toBe(false);
    expect(seen.takeIn('b', NOW + 300, NOW)).toBe(true);
    expect(seen.takeIn('b', NOW + 300, NOW + 600)).toBe(false);
    seen.takeIn('c', NOW + 602, NOW + 602);
    expect(seen.size).toBe(1);
  });

  it('is bounded in number', () => {
    const seen = new SeenSignatures(100);
    for (let n = 0; n < 1_000; n += 1) seen.takeIn(`s${n}`, NOW, NOW);
    expect(seen.size).toBe(100);
    expect(seen.takeIn('s999', NOW, NOW)).toBe(false);
  });

  it('may come again when it could not be stored', () => {
    const seen = new SeenSignatures();
    seen.takeIn('a', NOW, NOW);
    seen.forget('a');
    expect(seen.takeIn('a', NOW, NOW)).toBe(true);
  });
});

describe('POST /slack/events', () => {
  const post = (url: string, body: string | Buffer, contentType = 'application/x-www-form-urlencoded') => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    return fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': sign(body, timestamp),
      },
    });
  };

  it.each<[string, Forgery]>([
    ['unsigned', { signature: 'missing' }],
    ['signed by somebody else', { signature: 'wrong_secret' }],
    ['signed with nonsense', { signature: 'malformed' }],
    ['altered by one byte', { alterBody: (body) => body.replace('command=', 'commanD=') }],
    ['lengthened by a blank', { alterBody: (body) => `${body} ` }],
    ['six minutes old', { timestampOffsetSeconds: -360 }],
    ['six minutes ahead', { timestampOffsetSeconds: 360 }],
  ])('refuses a command that is %s with 401 and stores nothing', async (_, forge) => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { working: false });
    const { maya, support } = slack.known;
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com', forge });
    expect(sent.status).toBe(401);
    expect(await app.store.queueStatus()).toMatchObject({ due: 0 });
  });

  it('refuses an exact replay, also after a restart in effect', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { working: false });
    const { maya, support } = slack.known;
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    expect(sent.status).toBe(200);
    const replays = await Promise.all(Array.from({ length: 20 }, () => slack.replay(sent)));
    expect(replays.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 401));
    await app.die();
    const again = await appFor(slack, { store: { path: app.path }, working: false });
    if (sent.request === null) throw new Error('it was signed');
    const replayed = await fetch(again.url, {
      method: 'POST',
      headers: sent.request.headers,
      body: sent.request.body,
    });
    expect(replayed.status).toBe(200);
    expect(await again.store.queueStatus()).toMatchObject({ due: 1 });
  });

  it('refuses another workspace', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { working: false });
    const { maya, support } = slack.known;
    const sent = await slack.command({
      user: maya,
      channel: support,
      text: 'cus_1',
      forge: { team: 'TOTHER' },
    });
    expect(sent.status).toBe(403);
    expect(await app.store.queueStatus()).toMatchObject({ due: 0 });
  });

  it('answers the checks of Slack itself', async () => {
    const slack = await slackWorkspace();
    const { url } = await appFor(slack, { working: false });
    expect(await slack.verifyRequestUrl()).toBe(true);
    const ssl = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'ssl_check=1&token=old',
    });
    expect([ssl.status, await ssl.text()]).toEqual([200, '']);
    const smuggled = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'ssl_check=1&command=%2Fbilling-check&text=cus_1',
    });
    expect(smuggled.status).toBe(401);
  });

  const FORM = 'application/x-www-form-urlencoded';
  it.each<[string, string, string | Buffer]>([
    ['text', 'text/plain', 'hello'],
    ['no content type', '', 'hello'],
    ['half JSON', 'application/json', '{"type":"event_callback"'],
    ['a JSON list', 'application/json', '[1]'],
    ['JSON 100,000 deep', 'application/json', '['.repeat(100_000)],
    ['a broken payload', FORM, 'payload=%7B'],
    ['invalid UTF-8', 'application/json', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('refuses %s with 400 although it is signed', async (_, type, body) => {
    const slack = await slackWorkspace();
    const { url } = await appFor(slack, { working: false });
    expect((await post(url, body, type)).status).toBe(400);
  });

  it('keeps a __proto__ key inert and answers 404 where nothing listens', async () => {
    const slack = await slackWorkspace();
    const { url } = await appFor(slack, { working: false });
    const payload = JSON.stringify({
      type: 'shortcut',
      callback_id: 'x',
      team: { id: slack.team.id },
      user: { id: 'U1' },
    });
    const body = `payload=${encodeURIComponent(payload.replace('{', '{"__proto__":{"polluted":true},'))}`;
    const response = await post(url, body);
    expect(response.status).toBe(404);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('tells the person when nothing can be stored, and makes Slack repeat a mention', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { store: { maxPages: 80 }, working: false });
    const { maya, support } = slack.known;
    const fill = async (key: string, words: string | null) =>
      app.store.recordSlackRequest({
        kind: 'command',
        delivery_key: `trigger:${key}`,
        team_id: slack.team.id,
        user_id: `U${key}`,
        channel_id: 'C1',
        thread_ts: null,
        subject: 'x',
        ask: {
          references: [],
          sentence: null,
          words,
          place: 'private',
          chosen_from: null,
        },
        response_url: null,
        analysis_id: null,
        received_at_ms: Date.now(),
      });
    // Until no page of any table has room for one more row.
    let stored = 0;
    for (let n = 0, refusedInARow = 0; refusedInARow < 200; n += 1) {
      const key = createHmac('sha256', String(n)).digest('hex').slice(0, 30);
      const problem = await fill(key, n < 100 ? 'x'.repeat(2_000) : null).then(
        () => null,
        (error: unknown) => error,
      );
      if (problem === null) stored += 1;
      else expect(problem).toBeInstanceOf(StoreUnavailable);
      refusedInARow = problem === null ? 0 : refusedInARow + 1;
    }
    const sent = await slack.command({ user: maya, channel: support, text: 'cus_1' });
    expect(sent).toMatchObject({ status: 200, notice: null });
    expect(sent.body).toContain('cannot take anything in right now');
    const { delivery } = await slack.mention({ user: maya, channel: support, text: 'cus_1' });
    await delivery?.settled;
    expect(delivery?.attempts.map(({ answer }) => answer.status)).toEqual([503, 503, 503]);
    expect(await app.store.queueStatus()).toMatchObject({ due: stored });
  });

  it('does not let the person wait for a locked database, and answers once it is free', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, support } = slack.known;
    const other = new Database(app.path);
    other.exec('BEGIN IMMEDIATE');
    const sent = await slack.command({ user: maya, channel: support, text: 'cus_1' });
    expect(sent.status).toBe(200);
    expect(sent.ms).toBeLessThan(2_900);
    expect(sent.body).toContain('if no answer appears within a minute');
    other.exec('ROLLBACK');
    other.close();
    await sent.seen.until(({ text }) => text.includes('Nothing is wrong'));
  });

  it('holds every command it acknowledged', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { working: false });
    const { support } = slack.known;
    const people = Array.from({ length: 30 }, (_, n) => slack.people.addUser({ name: `agent${n}` }));
    for (const user of people) support.members.add(user.id);
    for (let n = 0; n < 300; n += 1) {
      const user = people[n % people.length];
      if (user === undefined) throw new Error('nobody');
      const sent = await slack.command({ user, channel: support, text: `cus_${n}` });
      expect(sent.status).toBe(200);
    }
    expect(await app.store.queueStatus()).toMatchObject({ due: 300 });
  });
});
