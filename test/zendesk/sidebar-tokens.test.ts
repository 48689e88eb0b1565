import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { TOKEN_FORGERIES } from '../../src/sandbox/zendesk/index.ts';
import { createPublicKeySource } from '../../src/zendesk/sidebar/public-key.ts';
import { createSessions } from '../../src/zendesk/sidebar/session.ts';
import { createSignedUrlVerifier, type Installation } from '../../src/zendesk/sidebar/signed-url.ts';
import { ZendeskError } from '../../src/zendesk/zendesk-error.ts';
import { startDesk, thrownBy } from './desk-setup.ts';

const APP = { id: 4_711, installationId: 90_210, subdomain: 'acme' };
const INSTALLATION: Installation = { subdomain: 'acme', appId: '4711', installationId: '90210' };
const KEY_ROUTE = 'GET /api/v2/apps/4711/public_key.pem';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function verifierFor() {
  const { sandbox, client, clock } = await startDesk({ app: APP });
  closing.push(() => sandbox.close());
  const { app } = sandbox;
  if (app === null) throw new Error('the app is installed');
  const keys = createPublicKeySource({ client, appId: '4711', clock: clock.now });
  const signed = createSignedUrlVerifier({ installation: INSTALLATION, keys, clock: clock.now });
  const verifier = { userOf: async (token: string) => (await signed.read(token))?.userId ?? null };
  const asked = (): number => sandbox.requests.filter(({ path }) => path.endsWith('/public_key.pem')).length;
  return { sandbox, app, clock, signed, verifier, asked, agent: sandbox.agent };
}

describe('a signed token of Zendesk', () => {
  it('is believed, and says who opened the ticket', async () => {
    const { app, agent, verifier, clock } = await verifierFor();
    const token = app.mint(agent);
    expect(await verifier.userOf(token)).toBe(String(agent.id));
    clock.advance(600 + 29);
    expect(await verifier.userOf(token)).toBe(String(agent.id));
    clock.advance(2);
    expect(await verifier.userOf(token)).toBeNull();
  });

  it('may name its user by id alone', async () => {
    const { app, agent, verifier } = await verifierFor();
    expect(await verifier.userOf(app.mint(agent, { sub: '42' }))).toBe('42');
    expect(await verifier.userOf(app.mint(agent, { sub: '-1' }))).toBeNull();
  });

  it('is not believed when anything is wrong with it', async () => {
    const { app, agent, verifier } = await verifierFor();
    for (const forgery of TOKEN_FORGERIES) {
      expect(await verifier.userOf(app.mint(agent)), forgery).toBe(String(agent.id));
      expect(await verifier.userOf(app.forge(agent, forgery)), forgery).toBeNull();
    }
  });

  it('is not believed, and nothing throws, whatever the text is', async () => {
    const { app, agent, verifier } = await verifierFor();
    const good = app.mint(agent);
    const part = fc.oneof(fc.base64String(), fc.string({ maxLength: 50 }), fc.json().map(base64url));
    const damaged = fc
      .tuple(fc.nat(good.length - 1), fc.constantFrom('A', 'b', '.', '=', ' ', '\0', 'é', ''))
      .map(([at, by]) => good.slice(0, at) + by + good.slice(at + 1))
      .filter((token) => token !== good && !isSameSignature(token, good));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.tuple(part, part, part).map((parts) => parts.join('.')),
          fc.string(),
          damaged,
        ),
        async (token) => {
          expect(await verifier.userOf(token)).toBeNull();
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the id of a signed token', () => {
  it('is the same each time it is used, and another for each token', async () => {
    const { app, agent, signed } = await verifierFor();
    const [first, second] = [app.mint(agent), app.mint(agent)];
    const said = await signed.read(first);
    expect(said?.id).toMatch(/^[\w-]{43}$/);
    expect(await signed.read(first)).toEqual(said);
    expect((await signed.read(second))?.id).not.toBe(said?.id);
  });

  it('is its jti’s, whatever else is signed with it, or of what was signed where it has none', async () => {
    const { app, agent, signed } = await verifierFor();
    const idOf = async (more: object) => (await signed.read(app.mint(agent, { ...more })))?.id;
    expect(await idOf({ jti: 'a', more: 1 })).toBe(await idOf({ jti: 'a', more: 2 }));
    expect(await idOf({ jti: undefined, more: 1 })).not.toBe(await idOf({ jti: undefined, more: 2 }));
    expect(await idOf({ jti: undefined, more: 1 })).toBe(await idOf({ jti: undefined, more: 1 }));
    expect(await idOf({ jti: 'x'.repeat(201) })).toBeUndefined();
  });

  it('need not be remembered once no leeway lets the token in any more', async () => {
    const { app, agent, signed, clock } = await verifierFor();
    const token = app.mint(agent);
    const until = (await signed.read(token))?.until_ms ?? 0;
    clock.advance(Math.ceil((until - clock.now()) / 1_000));
    expect(await signed.read(token)).toBeNull();
  });
});

describe('the public key', () => {
  it('is asked for once, and not at all because of garbage', async () => {
    const { app, agent, verifier, asked } = await verifierFor();
    await verifier.userOf('garbage');
    await verifier.userOf(app.forge(agent, 'alg_none'));
    await verifier.userOf(app.forge(agent, 'fifty_kilobytes'));
    expect(asked()).toBe(0);
    await Promise.all([1, 2, 3].map(() => verifier.userOf(app.mint(agent))));
    expect(asked()).toBe(1);
  });

  it('is asked for again when a signature does not fit, at most once a minute', async () => {
    const { app, agent, verifier, asked, clock } = await verifierFor();
    expect(await verifier.userOf(app.mint(agent))).not.toBeNull();
    app.rotateKey();
    for (let times = 0; times < 5; times += 1) expect(await verifier.userOf(app.mint(agent))).toBeNull();
    expect(asked()).toBe(1);
    clock.advance(60);
    expect(await verifier.userOf(app.mint(agent))).toBe(String(agent.id));
    expect(asked()).toBe(2);
    for (let times = 0; times < 5; times += 1)
      expect(await verifier.userOf(app.forge(agent, 'signed_by_another_key'))).toBeNull();
    expect(asked()).toBe(2);
  });

  it('is not trusted for ever: a key Zendesk gave up ends within the hour', async () => {
    const { app, agent, verifier, clock } = await verifierFor();
    expect(await verifier.userOf(app.mint(agent))).not.toBeNull();
    const old = app.mint(agent, { exp: Math.floor(clock.now() / 1000) + 7_200 });
    app.rotateKey();
    clock.advance(3_600);
    expect(await verifier.userOf(old)).toBeNull();
  });

  it('that cannot be had leaves the question open, and Zendesk in peace', async () => {
    const { sandbox, app, agent, verifier, asked, clock } = await verifierFor();
    const fault = sandbox.faults.add({ route: KEY_ROUTE, fault: faults.serverError(500) });
    const token = app.mint(agent);
    for (let times = 0; times < 3; times += 1)
      expect(await thrownBy(() => verifier.userOf(token))).toBeInstanceOf(ZendeskError);
    expect(asked()).toBe(1);
    fault.off();
    clock.advance(5);
    expect(await verifier.userOf(token)).toBe(String(agent.id));
  });

  it.each([
    ['no key', 'hello'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    ['a broken key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
    [
      'a key of another kind',
      '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----',
    ],
  ])('must be an RSA key: %s is refused', async (_, body) => {
    const { sandbox, app, agent, verifier } = await verifierFor();
    const headers = { 'content-type': 'application/x-pem-file' };
    sandbox.faults.add({ route: KEY_ROUTE, fault: { kind: 'answer', status: 200, headers, body } });
    const error = await thrownBy(() => verifier.userOf(app.mint(agent)));
    expect(error).toBeInstanceOf(ZendeskError);
    expect(String(error)).toContain('ZENDESK_APP_ID');
  });
});

describe('a session', () => {
  const start = Date.UTC(2026, 10, 20, 9, 0, 0);
  const sessionsAt = (
    clock: { ms: number },
    change: Partial<Installation> = {},
    signingKey = 'a-signing-key',
  ) => createSessions({ signingKey, installation: { ...INSTALLATION, ...change }, clock: () => clock.ms });

  it('is open for thirty minutes', () => {
    const clock = { ms: start };
    const sessions = sessionsAt(clock);
    const token = sessions.open('31');
    clock.ms += 30 * 60_000 - 1;
    expect(sessions.userOf(token)).toBe('31');
    clock.ms += 1;
    expect(sessions.userOf(token)).toBeNull();
    clock.ms = start - 1;
    expect(sessions.userOf(token)).toBeNull();
  });

  it('goes on while it is renewed, for eight hours after it was opened', () => {
    const clock = { ms: start };
    const sessions = sessionsAt(clock);
    let token = sessions.open('31');
    let renewals = 0;
    for (; ; renewals += 1) {
      clock.ms += 20 * 60_000;
      const next = sessions.renewed(token);
      if (next === null) break;
      expect(sessions.userOf(next)).toBe('31');
      token = next;
    }
    expect(renewals).toBe(23);
    expect(clock.ms).toBe(start + 8 * 3_600_000);
    expect(sessions.userOf(token)).toBeNull();
  });

  it('that has ended is not renewed, nor is another’s', () => {
    const clock = { ms: start };
    const token = sessionsAt(clock).open('31');
    expect(sessionsAt(clock, { subdomain: 'evil' }).renewed(token)).toBeNull();
    clock.ms += 30 * 60_000;
    expect(sessionsAt(clock).renewed(token)).toBeNull();
    expect(sessionsAt(clock).renewed('garbage')).toBeNull();
  });

  it.each<[string, Partial<Installation>, string?]>([
    ['another installation', { installationId: '90211' }],
    ['another app', { appId: '4712' }],
    ['another account', { subdomain: 'evil' }],
    ['another signing key', {}, 'another-signing-key'],
  ])('of %s is none of ours', (_, change, signingKey) => {
    const clock = { ms: start };
    const token = sessionsAt(clock, change, signingKey).open('31');
    expect(sessionsAt(clock).userOf(token)).toBeNull();
  });

  it('is none of ours once a character of it is changed', () => {
    const sessions = sessionsAt({ ms: start });
    const token = sessions.open('31');
    const [text = '', mac = ''] = token.split('.');
    const forged = base64url(JSON.stringify({ ...JSON.parse(fromBase64url(text)), user: '32' }));
    for (const other of [
      '',
      '.',
      text,
      `${forged}.${mac}`,
      `${token}x`,
      ` ${token}`,
      `${text}.${mac.slice(1)}`,
    ])
      expect(sessions.userOf(other)).toBeNull();
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('A', 'x', '9'), (at, by) => {
        const changed = text.slice(0, at) + by + text.slice(at + 1);
        expect(sessions.userOf(`${changed}.${mac}`)).toBe(changed === text ? '31' : null);
      }),
    );
  });
});

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function fromBase64url(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}

/** The last character of base64 has bits to spare: another one may stand for the same bytes. */
function isSameSignature(a: string, b: string): boolean {
  const bytes = (token: string) => Buffer.from(token.split('.')[2] ?? '', 'base64url');
  const text = (token: string) => token.slice(0, token.lastIndexOf('.'));
  return text(a) === text(b) && bytes(a).equals(bytes(b));
}
