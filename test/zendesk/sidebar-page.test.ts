import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { TOKEN_FORGERIES } from '../../src/sandbox/zendesk/index.ts';
import { contentSecurityPolicy } from '../../src/zendesk/sidebar/page.ts';
import { freePort } from '../crash/free-port.ts';
import { type SidebarWorld, startSidebar } from './sidebar-setup.ts';

/** Of a page without the app. Whoever stands in Zendesk's place may frame it, and nobody else. */
const csp = (): string =>
  `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors ${world.zendesk.url}`;

const folder = mkdtempSync(join(tmpdir(), 'billing-check-sidebar-'));
let world: SidebarWorld;
beforeAll(async () => {
  world = await startSidebar(folder, { PORT: String(await freePort()) });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the page beside a ticket', () => {
  it('opens for an agent Zendesk vouches for, in Zendesk’s frame alone', async () => {
    const answer = await world.post(world.installed.mint(world.zendesk.agent));
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([A-Za-z0-9+/]{24})'/.exec(policy)?.[1];
    expect(policy).toBe(contentSecurityPolicy(world.zendesk.url, nonce));
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:(?!\/\/127)/);
    expect(html).toContain(`<meta property="csp-nonce" nonce="${nonce}">`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect([...answer.headers.keys()].filter((name) => /^access-control-|^set-cookie/.test(name))).toEqual(
      [],
    );
    expect(html).toContain('<div id="app" data-agent="Robin Berger"></div>');
    expect(html).toMatch(/<meta name="billing-check-session" content="[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}">/);
    expect(html).not.toMatch(
      /<script(?! type="module" src="\/zendesk\/assets\/[\w.-]+"><\/script>)|<style|\sstyle=|\son\w+=/i,
    );
  });

  it('shows a name that is markup as text', async () => {
    const name = '<img src=x onerror=alert(1)>"\'{{ticket.id}}\u0000\n';
    const mallory = world.zendesk.addUser({ name, email: 'mallory@support.example', role: 'agent' });
    const html = await (await world.post(world.installed.mint(mallory))).text();
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('answers every token that is not genuine alike, writes nothing, and logs nothing of it', async () => {
    const { agent } = world.zendesk;
    const before = await world.rows();
    const bodies = new Set<string>();
    const tokens = [
      ...TOKEN_FORGERIES.map((forgery) => world.installed.forge(agent, forgery)),
      '',
      'garbage',
      '../../etc/passwd',
      'a.b.c',
      '\0.\r\n.\u202E',
    ];
    const from = world.lines.length;
    for (const token of tokens) {
      const answer = await world.post(token);
      expect(answer.status, token.slice(0, 100)).toBe(401);
      expect(answer.headers.get('content-security-policy')).toBe(csp());
      bodies.add(await answer.text());
    }
    expect(bodies.size).toBe(1);
    expect([...bodies].join()).not.toContain('billing-check-session');
    expect(await world.rows()).toBe(before);
    const logged = world.lines.slice(from).join('\n');
    for (const token of tokens.filter(({ length }) => length > 40))
      expect(logged).not.toContain(token.slice(-40));
  });

  it('opens once with each token: whoever posts it again is refused, also after a restart', async () => {
    const user = world.zendesk.addUser({ name: 'Rosa', email: null, role: 'agent' });
    const token = world.installed.mint(user);
    const answers = await Promise.all([world.post(token), world.post(token), world.post(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    for (const answer of answers.filter(({ status }) => status === 401)) {
      const html = await answer.text();
      expect(html).toContain('reload the ticket to open it again');
      expect(html).not.toContain('billing-check-session');
    }
    await world.stop();
    await world.start();
    const from = await world.rows();
    expect((await world.post(token, { origin: 'https://evil.example' })).status).toBe(401);
    const [row] = await world.app.store.auditEntries({
      fromMs: 0,
      toMs: Number.MAX_SAFE_INTEGER,
      afterSeq: from,
      lastSeq: from + 10,
    });
    expect(row).toMatchObject({ kind: 'refused', actor: `zendesk:${user.id}` });
    expect((await world.post(world.installed.mint(user))).status).toBe(200);
  });

  it('leaves a token unused while Zendesk cannot be asked who it is for', async () => {
    const user = world.zendesk.addUser({ name: 'Ida', email: null, role: 'agent' });
    const token = world.installed.mint(user);
    const fault = world.zendesk.faults.add({ route: 'GET /api/v2/users/*', fault: faults.serverError(500) });
    expect((await world.post(token)).status).toBe(503);
    fault.off();
    expect((await world.post(token)).status).toBe(200);
  });

  it.each<[string, RequestInit]>([
    ['a GET', { method: 'GET' }],
    ['no form', { method: 'POST', body: '{"token":"x"}', headers: { 'content-type': 'application/json' } }],
    ['an empty form', { method: 'POST', body: new URLSearchParams() }],
  ])('takes %s for no token', async (_, init) => {
    const answer = await fetch(`${world.url}/zendesk/sidebar`, init);
    expect(answer.status).toBe(401);
  });

  it('takes two tokens for none, and a token in the address for none', async () => {
    const token = world.installed.mint(world.zendesk.agent);
    const twice = new URLSearchParams([
      ['token', token],
      ['token', token],
    ]);
    const answers = await Promise.all([
      fetch(`${world.url}/zendesk/sidebar`, { method: 'POST', body: twice }),
      fetch(`${world.url}/zendesk/sidebar?token=${token}`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  it('stops at a body that is far too long', async () => {
    const answer = await fetch(`${world.url}/zendesk/sidebar`, {
      method: 'POST',
      body: new URLSearchParams({ token: 'x'.repeat(200_000) }),
    });
    expect(answer.status).toBe(413);
  });

  it.each([
    ['an end user', { role: 'end-user' as const }],
    ['a light agent', { role: 'agent' as const, role_type: 1 }],
    ['a contributor', { role: 'agent' as const, role_type: 3 }],
    ['somebody suspended', { role: 'agent' as const, suspended: true }],
    ['somebody deleted', { role: 'admin' as const, active: false }],
  ])('does not open for %s, and the audit says so', async (name, more) => {
    const user = world.zendesk.addUser({ name, email: null, ...more });
    const before = await world.rows();
    const answer = await world.post(world.installed.mint(user));
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('billing-check-session');
    const [row] = await world.app.store.auditEntries({
      fromMs: 0,
      toMs: Number.MAX_SAFE_INTEGER,
      afterSeq: before,
      lastSeq: before + 10,
    });
    expect(row).toMatchObject({ kind: 'refused', actor: `zendesk:${user.id}` });
  });

  it('opens for administrators and agents of a role of their own', async () => {
    for (const more of [
      { role: 'admin' as const, role_type: 4 },
      { role: 'agent' as const, role_type: 0 },
    ]) {
      const user = world.zendesk.addUser({ name: 'Ada', email: null, ...more });
      expect((await world.post(world.installed.mint(user))).status).toBe(200);
    }
  });

  it('does not open for a user Zendesk does not know', async () => {
    expect((await world.post(world.installed.mint({ id: 999_999 }))).status).toBe(403);
  });

  it('says that Zendesk is away rather than that the token is wrong', async () => {
    const user = world.zendesk.addUser({ name: 'Grace', email: null, role: 'agent' });
    const fault = world.zendesk.faults.add({ route: 'GET /api/v2/users/*', fault: faults.serverError(500) });
    try {
      const answer = await world.post(world.installed.mint(user));
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      fault.off();
    }
    expect((await world.post(world.installed.mint(user))).status).toBe(200);
  });
});

describe('without an installed app', () => {
  it.each([['ZENDESK_APP_ID'], ['ZENDESK_INSTALLATION_ID'], ['PUBLIC_URL']])(
    'there is nothing at its addresses: no %s',
    async (missing) => {
      const other = mkdtempSync(join(tmpdir(), 'billing-check-sidebar-'));
      const bare = await startSidebar(other, { [missing]: undefined });
      try {
        expect((await bare.post(bare.installed.mint(bare.zendesk.agent))).status).toBe(404);
        expect((await bare.api('GET', '/api/sidebar/tickets/5001')).status).toBe(404);
        expect((await bare.api('POST', '/api/sidebar/tickets/5001/checks')).status).toBe(404);
      } finally {
        await bare.close();
        rmSync(other, { recursive: true, force: true });
      }
    },
  );
});
