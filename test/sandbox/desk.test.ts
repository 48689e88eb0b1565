import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDesk } from '../../src/sandbox/desk/desk.ts';
import type { ZendeskPaneState } from '../../src/sandbox/desk/zendesk/pane.ts';
import { type SlackSandbox, startSlackSandbox } from '../../src/sandbox/slack/index.ts';
import { buildWorld } from '../../src/sandbox/stories/world.ts';
import {
  type SandboxUser,
  startZendeskSandbox,
  type ZendeskSandbox,
} from '../../src/sandbox/zendesk/index.ts';
import { BOT_TOKEN, MANIFEST, SIGNING_SECRET } from '../slack/slack-setup.ts';

const { stories } = buildWorld(4);
const APP_URL = 'http://127.0.0.1:3999/zendesk/sidebar';
const folder = mkdtempSync(join(tmpdir(), 'billing-check-desk-'));
let zendesk: ZendeskSandbox;
let slack: SlackSandbox;
let maya: SandboxUser;

beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><div id="desk"></div>');
  writeFileSync(join(folder, 'index-1.js'), 'void 0;');
  [zendesk, slack] = await Promise.all([
    startZendeskSandbox({
      clientId: 'c',
      clientSecret: 's',
      app: { id: 1, installationId: 2, subdomain: 'demo' },
    }),
    startSlackSandbox({ botToken: BOT_TOKEN, signingSecret: SIGNING_SECRET, manifest: MANIFEST }),
  ]);
  maya = zendesk.addUser({ name: 'Maya', email: 'maya@support.example', role: 'agent' });
  zendesk.setPages(
    createDesk({ zendesk, slack, stories, agents: [maya], appUrl: APP_URL, filesFolder: folder }),
  );
});
afterAll(async () => {
  await Promise.all([zendesk.close(), slack.close()]);
  rmSync(folder, { recursive: true, force: true });
});

interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Any header may be set here, `Host` included, as a hostile page or name could have it. */
function ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      const sent = request(`${zendesk.url}${path}`, { method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (more: string) => {
          text += more;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      });
      sent.once('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    },
  );
}

async function state(query = ''): Promise<ZendeskPaneState> {
  return JSON.parse((await ask(`/desk/zendesk/state${query}`)).text) as ZendeskPaneState;
}
const act = (body: unknown) => ask('/desk/zendesk/acts', { method: 'POST', body });

describe('the desk’s page', () => {
  it('comes from Zendesk’s own origin, runs its own files alone and frames the app alone', async () => {
    for (const path of ['/agent/desk', '/agent/tickets/5001']) {
      const { status, headers, text } = await ask(path);
      expect([status, text]).toEqual([200, '<!doctype html><div id="desk"></div>']);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src http://127.0.0.1:3999; form-action http://127.0.0.1:3999; base-uri 'none'; frame-ancestors 'none'",
      );
    }
    expect((await ask('/agent/assets/index-1.js')).headers['content-type']).toBe(
      'text/javascript; charset=utf-8',
    );
  });

  it.each(['/agent/assets/../../package.json', '/agent/assets/%2e%2e/x.js', '/agent/tickets/x', '/agent/'])(
    'has nothing at %s',
    async (path) => {
      expect((await ask(path)).status).toBe(404);
    },
  );

  it('says what to do where it was not built', async () => {
    const parts = { zendesk, slack, stories, agents: [maya], appUrl: APP_URL };
    const desk = createDesk({ ...parts, filesFolder: join(folder, 'nothing') });
    const { host } = new URL(zendesk.url);
    const answer = await desk({
      method: 'GET',
      path: '/agent/desk',
      query: new URLSearchParams(),
      headers: { host },
      body: Buffer.alloc(0),
    });
    expect(answer).toEqual({
      status: 503,
      body: 'The desk was not built: run npm run build and start it again.\n',
    });
  });
});

describe('whoever is not the desk’s own page', () => {
  const paths = ['/desk/zendesk/state', '/desk/slack/state'];

  it.each([
    ['a name pointed at this machine', { host: 'rebound.example:80' }, 421],
    ['a page elsewhere', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['another server of this machine', { origin: 'http://127.0.0.1:9', 'sec-fetch-site': 'same-site' }, 403],
    ['a picture in a page elsewhere', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('gets nothing as %s', async (_who, headers, status) => {
    for (const path of paths) expect((await ask(path, { headers })).status).toBe(status);
    const posted = await ask('/desk/zendesk/token', { method: 'POST', headers, body: {} });
    expect([posted.status, posted.text.includes('token')]).toEqual([status, false]);
    const sent = await ask('/desk/zendesk/acts', {
      method: 'POST',
      headers,
      body: { type: 'send_story', key: stories[0]?.key },
    });
    expect(sent.status).toBe(status);
    expect(zendesk.tickets()).toEqual([]);
  });
});

describe('the Zendesk side of the desk', () => {
  it('has a story sent, tells of it at once, and waits until there is something new', async () => {
    const before = await state();
    expect(before.stories.map(({ ticket_id }) => ticket_id)).toEqual(stories.map(() => null));
    expect(before).toMatchObject({
      account: 'demo',
      me: maya.id,
      ticket: null,
      app: { url: APP_URL, app_id: 1, installation_id: 2 },
    });

    const waiting = state(`?after=${before.revision}`);
    const [story] = stories;
    const sent = JSON.parse((await act({ type: 'send_story', key: story?.key })).text) as {
      ticket_id: number;
    };
    const after = await waiting;
    expect(after.revision).toBeGreaterThan(before.revision);
    expect(after.stories[0]).toMatchObject({ key: story?.key, ticket_id: sent.ticket_id });

    await act({ type: 'comment', ticket: sent.ticket_id, body: ' For us <b>only</b> ', public: false });
    await act({ type: 'customer_comment', ticket: sent.ticket_id, body: 'Any news?' });
    const { ticket } = await state(`?ticket=${sent.ticket_id}`);
    expect(ticket?.comments.map(({ by, public: isPublic, author }) => [by, isPublic, author])).toEqual([
      ['customer', true, story?.ticket.requester_name],
      ['agent', false, 'Maya'],
      ['customer', true, story?.ticket.requester_name],
    ]);
    expect(ticket?.comments[1]?.html_body).toContain('For us &lt;b&gt;only&lt;/b&gt;');
  });

  it('mints a token for whom it is asked as, and says nothing of Zendesk’s keys', async () => {
    const answer = await ask(`/desk/zendesk/token?as=${maya.id}`, { method: 'POST', body: {} });
    const { token } = JSON.parse(answer.text) as { token: string };
    expect(decodeJwt(token)).toMatchObject({
      sub: `https://demo.zendesk.com/api/v2/users/${maya.id}.json`,
      aud: 'https://demo.zendesk.com/api/v2/apps/installations/2.json',
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it.each([
    [{ type: 'send_story', key: 'no-such-story' }, 409, 'There is no such story.'],
    [{ type: 'comment', ticket: 1, body: 'x', public: true }, 409, 'There is no such ticket.'],
    [{ type: 'comment', ticket: 1, body: ' ', public: true }, 400, 'Zendesk knows no such act.'],
    [
      { type: 'comment', ticket: 1, body: 'x'.repeat(20_001), public: true },
      400,
      'Zendesk knows no such act.',
    ],
    [{ type: 'solve', ticket: 1 }, 400, 'Zendesk knows no such act.'],
    [{ type: 'send_story', key: 'x', padding: 'x'.repeat(70_000) }, 400, 'Zendesk knows no such act.'],
  ])('refuses %o', async (body, status, error) => {
    const answer = await act(body);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { error }]);
  });

  it('adds nothing to a closed ticket, and knows nobody it was not given', async () => {
    const requester = { email: 'kim@writer.example', name: 'Kim' };
    const { id } = zendesk.createTicket({ subject: 's', body: 'b', requester });
    zendesk.setStatus(id, 'closed');
    const answer = await act({ type: 'comment', ticket: id, body: 'x', public: true });
    expect(JSON.parse(answer.text)).toEqual({
      error: 'This ticket is closed: nothing can be added to it.',
    });
    expect((await ask(`/desk/zendesk/state?as=${zendesk.accountUser.id}`)).status).toBe(404);
    expect((await ask('/desk/zendesk/elsewhere')).status).toBe(404);
  });
});
