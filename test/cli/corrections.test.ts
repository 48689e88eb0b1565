import { afterEach, describe, expect, it } from 'vitest';
import type { Approvals } from '../../src/analysis/policy.ts';
import { KEY } from '../db/audit-trail.ts';
import { START_MS, startChild, temporaryFolder } from '../db/helpers.ts';
import { approveInSlack, correctionsWorld, drafted, MAYA, NASTY, NOOR, OLGA } from './corrections-world.ts';
import { expectOneSentence } from './fixture.ts';
import { cli, cliProcess } from './run-cli.ts';

const HOUR = 3_600_000;
const NOW = { now_ms: START_MS + 3 * HOUR };
const TWO: Approvals = { second_person_over: { usd: 1_000 }, expires_after_hours: 72 };
const unprintable = /(?!\n)[\p{Cc}\p{Cf}]/u;

const decisionsOf = (world: { rows(sql: string): unknown[] }) =>
  world.rows('SELECT actor, verdict FROM decision ORDER BY decided_at_ms, id');
const refusals = (world: { rows(sql: string): unknown[] }) =>
  world
    .rows("SELECT details FROM audit WHERE kind = 'refused' ORDER BY seq")
    .map((row) => JSON.parse(String((row as { details: string }).details)) as unknown);

describe('corrections list', () => {
  it('is one line each, open ones first, with a summary', async () => {
    const world = await correctionsWorld();
    await cli(['corrections', 'reject', world.id, '--as', NOOR, '--reason', 'No.', '--yes'], world.env, NOW);
    const [row] = world.rows('SELECT analysis_id, finding_id FROM correction');
    const { analysis_id, finding_id } = row as { analysis_id: string; finding_id: string };
    await world.withStore(
      (store) =>
        store.proposeCorrection({
          analysis_id,
          finding_id,
          fingerprint: 'f00d',
          ticket_id: null,
          customer: 'cus_1\u001b[2J',
          livemode: false,
          is_identified: true,
          correction: { ...drafted(), amount: null, currency: null },
          requester: { account: 'zendesk:7', human: null },
          mode: 'live',
          request_id: null,
          expires_at_ms: START_MS + 72 * HOUR,
        }),
      START_MS + 2 * HOUR,
    );
    const answer = await cli(['corrections', 'list'], world.env, NOW);
    expect(answer).toMatchObject({ status: 0, err: '' });
    const id = /co_\w+/.exec(answer.out)?.[0] ?? '';
    expect(answer.out.replace(id, 'co_2').replace(world.id, 'co_1')).toMatchInlineSnapshot(`
      "co_2  proposed  1 h  no money  cus_1 [2J  no ticket  zendesk:7
      co_1  rejected  3 h  $49.00    cus_1      #7         slack:U1
      1 open (1 proposed), 1 settled.
      "
    `);
    expect(answer.out).not.toMatch(unprintable);
    const only = await cli(['corrections', 'list', '--state', 'rejected'], world.env, NOW);
    expect(only.out).toContain(world.id);
    expect(only.out).not.toContain(id);
  });

  it('gives one JSON document', async () => {
    const world = await correctionsWorld();
    const answer = await cli(['corrections', 'list', '--json'], world.env, NOW);
    expect(JSON.parse(answer.out)).toMatchObject({
      corrections: [{ id: world.id, state: 'proposed', amount: 4_900, requester: 'slack:U1' }],
      counts: { proposed: 1 },
      policy_waiting: [],
    });
  });

  it('says that there is none', async () => {
    const world = await correctionsWorld();
    const answer = await cli(['corrections', 'list', '--state', 'needs_person'], world.env, NOW);
    expect(answer).toMatchObject({ status: 0, out: '1 open (1 proposed), 0 settled.\n' });
  });
});

describe('corrections show', () => {
  it('tells everything, with nothing in it that moves the cursor', async () => {
    const world = await correctionsWorld({ approvals: TWO, proposal: { is_identified: false } });
    await cli(['corrections', 'confirm-identity', world.id, '--as', NOOR, '--yes'], world.env, NOW);
    await approveInSlack(world, { account: 'slack:U2', email: NOOR }, TWO);
    const answer = await cli(['corrections', 'show', world.id], world.env, NOW);
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(answer.out).not.toMatch(unprintable);
    expect(answer.out).not.toContain(NASTY);
    const stable = answer.out
      .replaceAll(world.id, 'co_1')
      .replace(/approved [0-9a-f]{12}…/, 'approved 0123456789ab…')
      .replace(/an_\w+/, 'an_1')
      .replace(/terminal:[\w.-]+/, 'terminal:ops');
    await expect(stable).toMatchFileSnapshot('examples/correction.txt');
  });

  it('gives JSON without what decisions are signed with', async () => {
    const world = await correctionsWorld();
    await cli(['corrections', 'approve', world.id, '--as', NOOR, '--yes'], world.env, NOW);
    const answer = await cli(['corrections', 'show', world.id, '--json'], world.env, NOW);
    expect(JSON.parse(answer.out)).toMatchObject({
      correction: {
        id: world.id,
        state: 'approved',
        decisions: [{ verdict: 'approve' }],
        effects: [{ kind: 'credit_note', state: 'planned', params: { invoice: 'in_1' } }],
      },
      finding: { title: 'The same invoice paid twice' },
      audit: [{ kind: 'correction_proposed' }, { kind: 'correction_decided' }],
    });
    const [{ mac }] = world.rows('SELECT mac FROM decision') as [{ mac: string }];
    expect(answer.out).not.toContain(mac);
  });
});

describe('corrections approve', () => {
  it('shows the current version, approves it and leaves the job for the server', async () => {
    const world = await correctionsWorld();
    const answer = await cli(['corrections', 'approve', world.id, '--as', NOOR, '--yes'], world.env, NOW);
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(answer.out).toMatch(/^Credit note of \$49\.00: waits for approval\n/);
    expect(answer.out).toMatch(/Correction co_\w+ is approved: it is carried out when the server runs\.\n$/);
    expect(decisionsOf(world)).toEqual([{ actor: expect.stringMatching(/^terminal:/), verdict: 'approve' }]);
    expect(world.rows("SELECT state FROM job WHERE type = 'execute-correction'")).toEqual([
      { state: 'queued' },
    ]);
    expect(await cli(['audit', 'verify'], world.env)).toMatchObject({ status: 0 });
  });

  it('needs two people above the limit: another one than the first, and than who asked', async () => {
    const world = await correctionsWorld({ approvals: TWO });
    await approveInSlack(world, { account: 'slack:U2', email: NOOR }, TWO);
    const again = await cli(
      ['corrections', 'approve', world.id, '--as', NOOR, '--version', '1', '--yes'],
      world.env,
      NOW,
    );
    expect(again.status).toBe(1);
    expectOneSentence(again);
    expect(again.err).toMatch(/^You approved this correction already/);
    const own = await cli(
      ['corrections', 'approve', world.id, '--as', MAYA, '--version', '1', '--yes'],
      world.env,
      NOW,
    );
    expect(own.status).toBe(1);
    expect(own.err).toMatch(/^You asked for this correction yourself/);
    const other = await cli(
      ['corrections', 'approve', world.id, '--as', OLGA, '--version', '1', '--yes'],
      world.env,
      NOW,
    );
    expect(other).toMatchObject({ status: 0 });
    expect(other.out).toMatch(/is approved/);
  });

  it('counts the first of two, and not the same login twice', async () => {
    const world = await correctionsWorld({ approvals: TWO });
    const first = await cli(
      ['corrections', 'approve', world.id, '--as', NOOR, '--version', '1', '--yes'],
      world.env,
      NOW,
    );
    expect(first.status).toBe(0);
    expect(first.out).toMatch(
      /^Your approval of co_\w+ counts, and another person's is needed\. Above \$10\.00 the policy wants two people\.\n$/,
    );
    const second = await cli(
      ['corrections', 'approve', world.id, '--as', OLGA, '--version', '1', '--yes'],
      world.env,
      NOW,
    );
    expect(second).toMatchObject({ status: 1 });
  });

  it.each([MAYA, MAYA.toUpperCase(), ` ${MAYA} `])(
    'is refused to who asked in Slack, by their address: %j',
    async (as) => {
      const world = await correctionsWorld();
      const answer = await cli(
        ['corrections', 'approve', world.id, '--as', as, '--version', '1', '--yes'],
        world.env,
        NOW,
      );
      expect(answer.status).toBe(1);
      expectOneSentence(answer);
      expect(answer.err).toMatch(/^You asked for this correction yourself/);
      expect(refusals(world)).toMatchObject([{ act: 'approve', version: 1 }]);
      expect(decisionsOf(world)).toEqual([]);
    },
  );

  it('is refused when it expired, and when somebody was faster', async () => {
    const world = await correctionsWorld();
    const approve = ['corrections', 'approve', world.id, '--as', NOOR, '--version', '1', '--yes'];
    const late = await cli(approve, world.env, { now_ms: START_MS + 72 * HOUR });
    expect(late).toMatchObject({ status: 1, out: '' });
    expect(late.err).toMatch(/^This correction has expired/);
    await approveInSlack(world, { account: 'slack:U3', email: OLGA }, { expires_after_hours: 72 });
    const slow = await cli(approve, world.env, NOW);
    expect(slow).toMatchObject({ status: 1, out: '' });
    expectOneSentence(slow);
    expect(slow.err).toMatch(/it is approved, last decided by slack:U3/);
  });

  it('is refused for another version than the current one', async () => {
    const world = await correctionsWorld();
    const change = [
      'corrections',
      'change',
      world.id,
      '--as',
      NOOR,
      '--amount',
      '30',
      '--reason',
      'Half.',
      '--yes',
    ];
    expect((await cli(change, world.env, NOW)).out).toMatch(/is a credit note of \$30\.00 now, version 2/);
    const old = await cli(
      ['corrections', 'approve', world.id, '--as', NOOR, '--version', '1', '--yes'],
      world.env,
      NOW,
    );
    expect(old.status).toBe(1);
    expectOneSentence(old);
    expect(old.err).toMatch(/has version 2 now/);
    const current = await cli(
      ['corrections', 'approve', world.id, '--as', NOOR, '--version', '2', '--yes'],
      world.env,
      NOW,
    );
    expect(current.status).toBe(0);
    expect(world.rows('SELECT amount FROM correction_effect')).toEqual([{ amount: 3_000 }]);
  });

  it('goes by the limits the server recorded, whatever policy file is named here', async () => {
    const limits = { maximum: { usd: 1_000 }, expires_after_hours: 72 };
    const world = await correctionsWorld({ approvals: limits });
    const env = { ...world.env, BILLING_CHECK_POLICY: '/nowhere/loose.yaml' };
    const answer = await cli(
      ['corrections', 'approve', world.id, '--as', NOOR, '--version', '1', '--yes'],
      env,
      NOW,
    );
    expect(answer.status).toBe(1);
    expect(answer.err).toMatch(/^\$49\.00 is above \$10\.00/);
  });

  it('waits for who the customer is', async () => {
    const world = await correctionsWorld({ proposal: { is_identified: false } });
    const approve = ['corrections', 'approve', world.id, '--as', NOOR, '--version', '1', '--yes'];
    expect((await cli(approve, world.env, NOW)).err).toMatch(
      /^The customer was matched by e-mail address only/,
    );
    const confirm = ['corrections', 'confirm-identity', world.id, '--as', NOOR, '--yes'];
    expect((await cli(confirm, world.env, NOW)).out).toMatch(/^Confirmed: cus_1 is who/);
    expect((await cli(confirm, world.env, NOW)).out).toMatch(/^Somebody confirmed before/);
    expect((await cli(approve, world.env, NOW)).status).toBe(0);
  });

  it('decides beside a running server', async () => {
    const world = await correctionsWorld();
    const server = await startChild('hold-store.ts', world.path, KEY);
    try {
      expect(server.output()).toContain('ready');
      const answer = await cliProcess(
        ['corrections', 'approve', world.id, '--as', NOOR, '--version', '1', '--yes'],
        { env: world.env, cwd: temporaryFolder() },
      );
      expect(answer).toMatchObject({ status: 0, err: '' });
      expect(answer.out).toMatch(/is approved: the server carries it out now\.\n$/);
      expect(await cli(['audit', 'verify'], world.env)).toMatchObject({ status: 0 });
    } finally {
      server.child.kill('SIGKILL');
      await server.exited;
    }
  }, 60_000);
});

describe('whoever sits at the terminal', () => {
  const asked: string[] = [];
  afterEach(() => asked.splice(0));
  const answering = (text: string) => ({
    ...NOW,
    ask: async (question: string) => {
      asked.push(question);
      return text;
    },
  });

  it('is asked before anything is decided', async () => {
    const world = await correctionsWorld();
    const approve = ['corrections', 'approve', world.id, '--as', NOOR];
    for (const no of ['', 'n', 'nay', 'yesterday']) {
      const answer = await cli(approve, world.env, answering(no));
      expect(answer).toMatchObject({ status: 1, err: 'Nothing was done.\n' });
    }
    expect(asked[0]).toMatch(/^Approve version 1 of co_\w+, credit note of \$49\.00\? \[y\/N\] $/);
    expect(decisionsOf(world)).toEqual([]);
    expect(await cli(approve, world.env, answering(' Y '))).toMatchObject({ status: 0 });
    expect(decisionsOf(world)).toHaveLength(1);
  });

  it('has to say --yes where nobody can be asked', async () => {
    const world = await correctionsWorld();
    const commands = [
      ['approve', world.id, '--as', NOOR, '--version', '1'],
      ['reject', world.id, '--as', NOOR, '--version', '1', '--reason', 'No.'],
      ['withdraw', world.id, '--as', MAYA, '--version', '1'],
      ['change', world.id, '--as', NOOR, '--amount', '1', '--reason', 'Less.'],
      ['confirm-identity', world.id, '--as', NOOR],
      ['done', world.id, '--as', NOOR],
      ['abandon', world.id, '--as', NOOR, '--reason', 'No.'],
    ];
    for (const command of commands) {
      const answer = await cli(['corrections', ...command], world.env, NOW);
      expect(answer.status).toBe(2);
      expectOneSentence(answer);
      expect(answer.err).toMatch(/^Nothing was done: say --yes/);
    }
    expect(world.rows('SELECT state, version FROM correction')).toEqual([{ state: 'proposed', version: 1 }]);
  });
});

describe('corrections reject, withdraw and change', () => {
  it('rejects with a reason that whoever asked reads', async () => {
    const world = await correctionsWorld();
    const blank = await cli(
      ['corrections', 'reject', world.id, '--as', NOOR, '--reason', ' ', '--yes'],
      world.env,
      NOW,
    );
    expect(blank.status).toBe(1);
    expect(blank.err).toMatch(/^Give a reason/);
    const answer = await cli(
      ['corrections', 'reject', world.id, '--as', NOOR, '--reason', 'Paid back already.', '--yes'],
      world.env,
      NOW,
    );
    expect(answer.out).toMatch(/is rejected\.\n$/);
    expect(world.rows('SELECT verdict, reason FROM decision')).toEqual([
      { verdict: 'reject', reason: 'Paid back already.' },
    ]);
  });

  it('lets only who asked withdraw, known by the address of their account in Slack', async () => {
    const world = await correctionsWorld();
    const other = await cli(['corrections', 'withdraw', world.id, '--as', NOOR, '--yes'], world.env, NOW);
    expect(other.status).toBe(1);
    expect(other.err).toMatch(/^Only who asked for a correction can withdraw it/);
    expect(
      (await cli(['corrections', 'withdraw', world.id, '--as', MAYA, '--yes'], world.env, NOW)).status,
    ).toBe(0);
    const nameless = await correctionsWorld({ requester: null });
    const unknown = await cli(
      ['corrections', 'withdraw', nameless.id, '--as', MAYA, '--yes'],
      nameless.env,
      NOW,
    );
    expect(unknown.status).toBe(1);
  });

  it.each([
    ['0', /must be above zero/],
    ['-1', /must be above zero/],
    ['49.00', /is the amount already/],
    ['49.01', /can only shrink: \$49\.00/],
    ['1.005', /plain number such as 49\.00/],
    ['1e1', /plain number/],
    ['12 EUR', /plain number/],
    ['9007199254740993', /plain number/],
    ['', /plain number/],
  ])('refuses the amount %j', async (amount, why) => {
    const world = await correctionsWorld();
    const args = [
      'corrections',
      'change',
      world.id,
      '--as',
      NOOR,
      `--amount=${amount}`,
      '--reason',
      'Half.',
      '--yes',
    ];
    const answer = await cli(args, world.env, NOW);
    expect(answer.status).toBe(1);
    expectOneSentence(answer);
    expect(answer.err).toMatch(why);
    expect(world.rows('SELECT amount, version FROM correction')).toEqual([{ amount: 4_900, version: 1 }]);
    expect(refusals(world)).toMatchObject([{ act: 'change' }]);
  });
});

describe('corrections done and abandon', () => {
  const waiting = async () => {
    const world = await correctionsWorld();
    await cli(['corrections', 'approve', world.id, '--as', NOOR, '--yes'], world.env, NOW);
    await world.withStore(async (store) => {
      const job = await store.claimJob({ leaseMs: 60_000, types: ['execute-correction'] });
      if (job === null) throw new Error('a job was expected');
      const common = { job, id: world.id, audit: null } as const;
      await store.recordExecution({ ...common, from: 'approved', to: 'executing', job_then: 'stay' });
      const effects = (await store.loadCorrection(world.id))?.effects ?? [];
      await store.recordExecution({
        ...common,
        from: 'executing',
        to: 'needs_person',
        outcome: 'Stripe does not say what became of it.',
        effects: effects.map(({ id }) => ({ id, from: 'planned' as const, to: 'needs_person' as const })),
        job_then: { end: 'needs_person' },
      });
    }, NOW.now_ms + HOUR);
    return world;
  };

  it('has the server ask Stripe whether it is done', async () => {
    const world = await waiting();
    const answer = await cli(['corrections', 'done', world.id, '--as', OLGA, '--yes'], world.env, NOW);
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(answer.out).toMatch(/^Written down: the server asks Stripe whether it is done/);
    const jobs = world.rows("SELECT payload FROM job WHERE type = 'verify-correction'");
    const payload = JSON.parse(String((jobs[0] as { payload: string }).payload)) as unknown;
    expect(payload).toMatchObject({ correction_id: world.id, actor: expect.stringMatching(/^terminal:/) });
  });

  it('gives it up with a reason', async () => {
    const world = await waiting();
    const blank = await cli(
      ['corrections', 'abandon', world.id, '--as', OLGA, '--reason', '', '--yes'],
      world.env,
      NOW,
    );
    expect(blank.status).toBe(2);
    expectOneSentence(blank);
    const args = [
      'corrections',
      'abandon',
      world.id,
      '--as',
      OLGA,
      '--reason',
      'Paid by bank transfer.',
      '--yes',
    ];
    expect((await cli(args, world.env, NOW)).out).toMatch(/is given up\.\n$/);
    expect(world.rows('SELECT state, outcome FROM correction')).toEqual([
      { state: 'abandoned', outcome: 'Paid by bank transfer.' },
    ]);
  });

  it('is refused where nobody is waited for', async () => {
    const world = await correctionsWorld();
    for (const args of [['done'], ['abandon', '--reason', 'No.']]) {
      const [verdict = '', ...more] = args;
      const answer = await cli(
        ['corrections', verdict, world.id, '--as', OLGA, '--yes', ...more],
        world.env,
        NOW,
      );
      expect(answer.status).toBe(1);
      expectOneSentence(answer);
      expect(answer.err).toMatch(/waits for nobody; it is waits? for approval|waits for nobody/);
    }
    expect(refusals(world)).toMatchObject([{ act: 'done' }, { act: 'abandon' }]);
  });
});

describe('bad usage of corrections', () => {
  it('ends with 2 and one sentence that says what to do', async () => {
    const world = await correctionsWorld();
    const { env, id } = world;
    const missing = 'co_00000000000000000000000000000';
    const answers = await Promise.all([
      cli(['corrections', 'approve', id], env),
      cli(['corrections', 'approve', id, '--as', 'noor', '--yes'], env),
      cli(['corrections', 'approve', id, '--as', 'cus_1', '--yes'], env),
      cli(['corrections', 'approve', id, '--as', NOOR, '--version', '0', '--yes'], env),
      cli(['corrections', 'approve', id, '--as', NOOR, '--version', '1.5', '--yes'], env),
      cli(['corrections', 'approve', missing, '--as', NOOR, '--yes'], env),
      cli(['corrections', 'approve', "co_1'; DROP TABLE decision", '--as', NOOR, '--yes'], env),
      cli(['corrections', 'reject', id, '--as', NOOR, '--yes'], env),
      cli(['corrections', 'change', id, '--as', NOOR, '--yes', '--reason', 'x'], env),
      cli(['corrections', 'show', 'co_\u001b[31m'], env),
      cli(['corrections', 'list', '--state', 'lost'], env),
      cli(['corrections', 'frobnicate'], env),
      cli(['corrections', 'list'], { DATABASE_URL: env['DATABASE_URL'] ?? '' }),
      cli(['corrections', 'list'], { ...env, SIGNING_KEY: 'another' }),
      cli(['corrections', 'list'], { ...env, DATABASE_URL: 'file:/nowhere/none.db' }),
    ]);
    for (const answer of answers) {
      expect([answer.err, answer.status]).toEqual([answer.err, 2]);
      expectOneSentence(answer);
      expect(answer.err).not.toMatch(unprintable);
    }
    expect(decisionsOf(world)).toEqual([]);
  });

  it('decides nothing while no limits are recorded', async () => {
    const world = await correctionsWorld({ approvals: null });
    const answer = await cli(
      ['corrections', 'approve', world.id, '--as', NOOR, '--version', '1', '--yes'],
      world.env,
      NOW,
    );
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toMatch(/^No limits are recorded in this database yet/);
  });

  it('still tells the version of the command itself', async () => {
    expect((await cli(['--version'])).out).toMatch(/^\d+\.\d+\.\d+/);
  });
});
