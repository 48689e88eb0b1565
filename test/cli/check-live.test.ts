import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { SANDBOX_KEYS } from '../../src/sandbox/stripe/server.ts';
import { startZendeskSandbox, type ZendeskSandbox } from '../../src/sandbox/zendesk/index.ts';
import {
  customerLike,
  documentOf,
  expectOneSentence,
  HERO,
  HERO_AMOUNT,
  useFolder,
  useStripe,
  WORLD,
} from './fixture.ts';
import { cli } from './run-cli.ts';

const ALIKE = [
  customerLike('cus_TwinOne', 'twin@acme.example'),
  customerLike('cus_TwinTwo', 'twin@acme.example'),
  customerLike('cus_Capitals', 'Jane.Doe@Acme.Example'),
  customerLike('cus_Plain', 'plain@acme.example'),
  customerLike('cus_Tagged', 'tagged+stripe@acme.example'),
  { id: 'cus_Gone', object: 'customer', deleted: true },
];

const folder = useFolder();
const stripe = useStripe({ world: { objects: [...WORLD.objects, ...ALIKE] } });
const live = useStripe({ livemode: true });

afterEach(() => stripe.server.faults.clear());

describe('a customer is found', () => {
  it('by id, with the story’s verdict and amount, and nothing but one document on standard output', async () => {
    const answer = await cli(['check', HERO.customer_id, '--json', '--no-ai'], stripe.env);
    expect(answer).toMatchObject({ status: 0, err: '' });
    const result = documentOf(answer);
    expect(result).toMatchObject({
      query: HERO.customer_id,
      customer: { kind: 'resolved', ids: [HERO.customer_id], matched_by: 'id', verified: true },
      verdict: HERO.label.verdict,
      gaps: [],
      triage: { source: 'template', model: null },
    });
    expect(result.findings[0]?.amount).toEqual(HERO.label.amount);
  });

  it.each(['invoice', 'charge', 'payment_intent', 'subscription'])(
    'by one of their objects: %s',
    async (kind) => {
      const one = WORLD.objects.find(
        (object) => object.object === kind && 'customer' in object && object.customer === HERO.customer_id,
      );
      const result = documentOf(await cli(['check', one?.id ?? '', '--json'], stripe.env));
      expect(result.customer).toMatchObject({ kind: 'resolved', ids: [HERO.customer_id], verified: true });
    },
  );

  it.each([
    ['jane.doe@acme.example', 'cus_Capitals'],
    ['PLAIN@acme.example', 'cus_Plain'],
    ['plain+invoices@acme.example', 'cus_Plain'],
    ['tagged@acme.example', 'cus_Tagged'],
  ])('by an address spelt otherwise, and says that it was: %s', async (query, id) => {
    const result = documentOf(await cli(['check', query, '--json'], stripe.env));
    expect(result.customer).toMatchObject({
      kind: 'resolved',
      ids: [id],
      matched_by: 'email_normalised',
      verified: false,
    });
  });

  it('in the terminal report without colours where nobody looks', async () => {
    const answer = await cli(['check', HERO.customer_id], stripe.env);
    expect(answer.status).toBe(0);
    expect(answer.out).toContain(`Billing error: the customer was charged wrongly (${HERO_AMOUNT}).`);
    expect(answer.out).toContain('Reply to the customer');
    expect(answer.out).not.toContain('\u001b');
  });

  it('judges as of the moment asked for, and counts what came later', async () => {
    const asked = ['check', HERO.customer_id, '--json', '--as-of', '2026-06-01'];
    const result = documentOf(await cli(asked, stripe.env));
    expect(result.as_of).toBe('2026-06-01T00:00:00Z');
    expect(result.gaps).toEqual([
      expect.stringMatching(/^\d+ objects created after 2026-06-01T00:00:00Z were left out\.$/),
    ]);
    expect(result.verdict).not.toBe('billing_error');
  });
});

describe('a customer is not found: status 3, the document still printed, one sentence', () => {
  it.each([
    [
      'unknown',
      'cus_Unknown',
      'not_found',
      'Stripe has no cus_Unknown: check the id, and that it belongs to this account.\n',
    ],
    [
      'deleted',
      'cus_Gone',
      'deleted',
      'cus_Gone was deleted in Stripe: look at its payments in the Stripe Dashboard.\n',
    ],
    [
      'an unknown address',
      'nobody@acme.example',
      'not_found',
      'No customer in Stripe has the e-mail address "nobody@acme.example": ask with a Stripe id (cus_…, in_…, ch_…) instead.\n',
    ],
    [
      'neither id nor address',
      'what is this',
      'not_found',
      '"what is this" is neither a Stripe id (cus_, in_, ch_, py_, pi_, sub_, re_, pyr_, cn_, dp_, du_) nor an e-mail address: give one of these.\n',
    ],
  ])('%s', async (_, query, kind, sentence) => {
    const answer = await cli(['check', query, '--json'], stripe.env);
    expect(answer).toMatchObject({ status: 3, err: sentence });
    const result = documentOf(answer);
    expect(result).toMatchObject({ customer: { kind }, verdict: 'cannot_tell', findings: [] });
    expect(result.triage.draft_reply).not.toBe('');
  });

  it('ambiguous: all of them are shown, none is chosen', async () => {
    const answer = await cli(['check', 'twin@acme.example', '--json'], stripe.env);
    expect(answer.status).toBe(3);
    expect(answer.err).toMatch(
      /^2 customers match; check one of them by id: cus_Twin(?:One|Two), cus_Twin(?:One|Two)\.\n$/,
    );
    const { customer, verdict } = documentOf(answer);
    expect(customer.kind).toBe('ambiguous');
    expect([...customer.ids].sort()).toEqual(['cus_TwinOne', 'cus_TwinTwo']);
    expect(verdict).toBe('cannot_tell');
  });

  it('ambiguous: the report lists them with what tells them apart', async () => {
    const { status, out } = await cli(['check', 'twin@acme.example'], stripe.env);
    expect(status).toBe(3);
    for (const id of ['cus_TwinOne', 'cus_TwinTwo'])
      expect(out).toContain(`https://dashboard.stripe.com/test/customers/${id}`);
  });

  it('a test object with a live key, and the reverse', async () => {
    const liveKey = { ...stripe.env, STRIPE_READ_KEY: SANDBOX_KEYS.live };
    const withLive = await cli(['check', HERO.customer_id, '--json'], liveKey);
    expect(withLive.status).toBe(3);
    expect(withLive.err).toMatch(
      /It exists in test mode, but the key in STRIPE_READ_KEY is a live-mode key: use a test-mode key\.\n$/,
    );
    expect(documentOf(withLive).verdict).toBe('cannot_tell');
    const withTest = await cli(['check', HERO.customer_id, '--json'], live.env);
    expect(withTest.status).toBe(3);
    expect(withTest.err).toMatch(
      /It exists in live mode, but the key in STRIPE_READ_KEY is a test-mode key: use a live-mode key\.\n$/,
    );
  });
});

describe('keys that do not fit: status 2, one sentence that names the variable, no key in it', () => {
  const check = (env: Readonly<Record<string, string>>) => cli(['check', HERO.customer_id, '--json'], env);

  it.each([
    ['missing', {}, /^STRIPE_READ_KEY is not set: /],
    ['blank', { STRIPE_READ_KEY: '  ' }, /^STRIPE_READ_KEY is not set: /],
    ['no key at all', { STRIPE_READ_KEY: 'hello-secret' }, /^STRIPE_READ_KEY does not hold a Stripe key: /],
    ['publishable', { STRIPE_READ_KEY: 'pk_test_secretsecret' }, /^STRIPE_READ_KEY holds a publishable key/],
    [
      'wrong',
      { STRIPE_READ_KEY: 'rk_test_wrongsecret00' },
      /^Stripe did not accept the key in STRIPE_READ_KEY: /,
    ],
    [
      'the same twice',
      { STRIPE_READ_KEY: 'rk_test_onesecret', STRIPE_WRITE_KEY: 'rk_test_onesecret' },
      /^STRIPE_READ_KEY and STRIPE_WRITE_KEY are the same key: make two/,
    ],
    [
      'live corrections without a key that writes',
      { STRIPE_READ_KEY: 'rk_test_onesecret', CORRECTIONS_MODE: 'live' },
      /^CORRECTIONS_MODE=live needs STRIPE_WRITE_KEY\./,
    ],
  ])('%s', async (_, env, sentence) => {
    const answer = await check({ STRIPE_API_BASE: stripe.env['STRIPE_API_BASE'] ?? '', ...env });
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toMatch(sentence);
    expect(answer.err).not.toContain('secret00');
    expect(answer.err).not.toContain('onesecret');
    expect(answer.err).not.toContain('hello-secret');
  });

  it('one that may not read credit notes: the answer says what it could not see, and how to let it', async () => {
    const env = { ...stripe.env, STRIPE_READ_KEY: SANDBOX_KEYS.withoutCreditNotes };
    const answer = await check(env);
    expect(answer.status).toBe(0);
    const result = documentOf(answer);
    expect(result.verdict).toBe('cannot_tell');
    expect(result.gaps.join('\n')).toContain('"Credit notes: Read"');
    expect(result.findings.every(({ correction }) => correction === null)).toBe(true);
  });

  it('is never sent in clear to another machine when it is live', async () => {
    const answer = await check({
      STRIPE_READ_KEY: SANDBOX_KEYS.live,
      STRIPE_API_BASE: 'http://192.0.2.1:8080',
    });
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain('use https in STRIPE_API_BASE');
  });

  it('an address of Stripe that is none', async () => {
    const answer = await check({ ...stripe.env, STRIPE_API_BASE: 'api.stripe.com/v1' });
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain('STRIPE_API_BASE must be an origin');
  });
});

describe('Stripe out of reach: status 4 and one sentence', () => {
  it('nobody listens', async () => {
    const answer = await cli(['check', HERO.customer_id, '--json'], {
      ...stripe.env,
      STRIPE_API_BASE: 'http://127.0.0.1:9',
    });
    expect(answer.status).toBe(4);
    expectOneSentence(answer);
    expect(answer.err).toContain('Stripe could not be reached at http://127.0.0.1:9');
  });

  it.each([
    ['an error of its own', faults.serverError(), /with an error \(500\): try again later/],
    ['an answer of a proxy', faults.badGateway(), /Stripe|127\.0\.0\.1/],
    ['a limit longer than anybody waits', faults.rateLimited(3600), /try again in 3600 s/],
  ])('%s', async (_, fault, sentence) => {
    stripe.server.faults.add({ route: 'GET /v1/*', fault });
    const answer = await cli(['check', HERO.customer_id, '--json'], stripe.env);
    expect(answer.status).toBe(4);
    expectOneSentence(answer);
    expect(answer.err).toMatch(sentence);
  });
});

describe('tickets', () => {
  it('that need Zendesk say so', async () => {
    const answer = await cli(['check', 'ticket:12'], stripe.env);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain('set ZENDESK_SUBDOMAIN');
  });

  describe('in Zendesk', () => {
    let zendesk: ZendeskSandbox | undefined;
    beforeAll(async () => {
      zendesk = await startZendeskSandbox({ clientId: 'client', clientSecret: 'oauth-secret' });
    });
    afterAll(() => zendesk?.close());
    const env = (over: Readonly<Record<string, string>> = {}) => ({
      ...stripe.env,
      ZENDESK_SUBDOMAIN: 'acme',
      ZENDESK_API_BASE: zendesk?.url ?? '',
      ZENDESK_OAUTH_CLIENT_ID: 'client',
      ZENDESK_OAUTH_CLIENT_SECRET: 'oauth-secret',
      ZENDESK_WEBHOOK_SECRET: 'signing-secret',
      ...over,
    });

    it('are read with their requester and words, and nothing is written to them', async () => {
      const { subject, body, requester_email: email, requester_name: name } = HERO.ticket;
      const id = zendesk?.createTicket({ subject, body, requester: { email, name } }).id ?? 0;
      const answer = await cli(['check', `ticket:${id}`, '--json'], env());
      expect(answer).toMatchObject({ status: 0, err: '' });
      const result = documentOf(answer);
      expect(result.customer).toMatchObject({
        ids: [HERO.customer_id],
        matched_by: 'ticket',
        verified: false,
      });
      expect(result.findings[0]).toMatchObject({ about_ticket: true, amount: HERO.label.amount });
      expect(zendesk?.notes(id)).toEqual([]);
    });

    it('that do not exist are said not to', async () => {
      const answer = await cli(['check', 'ticket:987654', '--json'], env());
      expect(answer).toEqual({
        status: 2,
        out: '',
        err: 'Zendesk has no ticket 987654: check the number.\n',
      });
    });

    it.each([
      ['out of reach', 4, { ZENDESK_API_BASE: 'http://127.0.0.1:9' }],
      ['refusing our client', 2, { ZENDESK_OAUTH_CLIENT_SECRET: 'wrong' }],
    ])('%s: %i', async (_, status, over) => {
      const answer = await cli(['check', 'ticket:1', '--json'], env(over));
      expect(answer.status).toBe(status);
      expectOneSentence(answer);
      expect(answer.err).toContain('Zendesk');
    });
  });

  it('that are none are bad usage', async () => {
    const answer = await cli(['check', 'ticket:x'], stripe.env);
    expect(answer).toMatchObject({ status: 2, err: '"ticket:x" names no ticket: write e.g. ticket:5158.\n' });
  });

  it('of a megabyte are read at their beginning', async () => {
    const text = folder.write('long.txt', `${HERO.ticket.body}\n${'lorem ipsum '.repeat(90_000)}`);
    const answer = await cli(['check', HERO.customer_id, '--json', '--ticket', text], stripe.env);
    expect(answer.status).toBe(0);
    expect(documentOf(answer).findings[0]).toMatchObject({ about_ticket: true });
  });
});
