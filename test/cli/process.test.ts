import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, expectOneSentence, HERO, heroFile, useFolder, useStripe } from './fixture.ts';
import { cli, cliProcess, shell } from './run-cli.ts';

/** The command as a process: its real streams, its real exit status, its working directory. */
const folder = useFolder();
const stripe = useStripe();
const good = folder.write('good.json', heroFile());
const cwd = folder.path;

describe('billing-check as a process', () => {
  it('prints one document on standard output and nothing on standard error', async () => {
    const answer = await cliProcess(['check', '--json', '--no-ai', '--from', 'good.json'], { cwd });
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(documentOf(answer).verdict).toBe(HERO.label.verdict);
  });

  it('ends by itself after talking to Stripe, without colours in a pipe', async () => {
    const answer = await cliProcess(['check', HERO.customer_id], { cwd, env: stripe.env });
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(answer.out).toContain('Reply to the customer');
    expect(answer.out).not.toContain('\u001b');
  });

  it('ends with 3 for a customer that does not exist, 4 when Stripe is out of reach, 2 without a key', async () => {
    const [unknown, away, keyless] = await Promise.all([
      cliProcess(['check', 'cus_Nobody', '--json'], { cwd, env: stripe.env }),
      cliProcess(['check', 'cus_Nobody', '--json'], {
        cwd,
        env: { ...stripe.env, STRIPE_API_BASE: 'http://127.0.0.1:9' },
      }),
      cliProcess(['check', 'cus_Nobody', '--json'], { cwd }),
    ]);
    expect(unknown.status).toBe(3);
    expect(documentOf(unknown).customer.kind).toBe('not_found');
    expect(away.status).toBe(4);
    expectOneSentence(away);
    expect(keyless.status).toBe(2);
    expectOneSentence(keyless);
  });

  it('takes from .env what the environment leaves unset', async () => {
    const env = folder.write(
      '.env',
      `STRIPE_READ_KEY=${stripe.env['STRIPE_READ_KEY']}\nSTRIPE_API_BASE=http://127.0.0.1:9\n`,
    );
    chmodSync(env, 0o600);
    try {
      const own = { STRIPE_API_BASE: stripe.env['STRIPE_API_BASE'] ?? '' };
      const answer = await cliProcess(['check', HERO.customer_id, '--json'], { cwd, env: own });
      expect(answer).toMatchObject({ status: 0, err: '' });
      rmSync(env);
      mkdirSync(join(cwd, '.env'));
      const unusable = await cliProcess(['--version'], { cwd });
      expect(unusable.status).toBe(2);
      expectOneSentence(unusable);
      expect(unusable.err).toContain('.env in this directory cannot be used');
    } finally {
      rmSync(env, { recursive: true, force: true });
    }
  });
});

describe('when standard output takes no more', () => {
  it('because its reader had enough, ends without a word', async () => {
    mkdirSync(join(cwd, 'many'));
    for (let file = 0; file < 40; file += 1) folder.write(`many/${file}.json`, heroFile());
    const answer = await shell('check --from many | head -1; echo "status $PIPESTATUS"', cwd);
    expect(answer.err).toBe('');
    expect(answer.out).toBe('== 0.json\nstatus 141\n');
  });

  it.runIf(existsSync('/dev/full'))('because the disk is full, says so', async () => {
    const answer = await shell('check --json --from good.json > /dev/full', cwd);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain('(the disk is full)');
  });
});

describe('bad usage: status 2 and one sentence that says where help is', () => {
  it.each([
    [['chekc'], /^Unknown command 'chekc' \(did you mean check\?\): run billing-check --help/],
    [['check', '--jsn'], /^Unknown option '--jsn' \(did you mean --json\?\): run /],
    [['check', 'a@b.example', 'c@d.example'], /^Too many arguments for 'check'/],
    [['check', '--from'], /^Option '--from <file>' argument missing: run /],
    [['export', 'cus_1'], /^Required option '--out <file>' not specified: run /],
    [['export', '--out', 'x.json'], /^Missing required argument 'query': run /],
    [['check'], /^Say whom to check: /],
    [['demo', '--seed', 'x'], /--seed/],
  ])('%j', async (args, sentence) => {
    const answer = await cli(args);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toMatch(sentence);
  });

  it('without a command shows the commands', async () => {
    const answer = await cli([]);
    expect(answer).toMatchObject({ status: 2, out: '' });
    for (const command of ['check', 'export', 'serve', 'demo', 'doctor'])
      expect(answer.err).toContain(`  ${command}`);
  });

  it('help and version are answers', async () => {
    const help = await cli(['check', '--help']);
    expect(help).toMatchObject({ status: 0, err: '' });
    for (const option of ['--from', '--ticket', '--as-of', '--json', '--no-ai', '--policy'])
      expect(help.out).toContain(option);
    expect(await cli(['--version'])).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it('a file that is not what its option says is told for every option', async () => {
    for (const option of ['--from', '--ticket', '--policy']) {
      const args = ['check', 'cus_1', '--from', good, option, join(cwd, 'absent')];
      const answer = await cli(args);
      expect(answer.status).toBe(2);
      expectOneSentence(answer);
      expect(answer.err).toContain('absent cannot be read');
    }
  });
});
