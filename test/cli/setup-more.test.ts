import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { type CliAnswer, type CliEnvironment, cli } from './run-cli.ts';
import { APP, APP_TOKEN, SECRETS, STRIPE_WEBHOOK_SECRET, useSetupWorld, writesTo } from './setup-world.ts';

const world = useSetupWorld();

/** The lines about `name`, without their padding. */
const lines = ({ out }: CliAnswer, name: string): string =>
  out
    .split('\n')
    .filter((text) => text.slice(2, 19).trim() === name)
    .map((text) => text.replace(/ {2,}/g, ' '))
    .join('\n');

const written = (): CliEnvironment => parseEnv(world.envFile()) as CliEnvironment;

describe('Socket Mode', () => {
  it('is tried at once, written, and tried again by doctor', async () => {
    const { env, slackEnv } = await world.accounts();
    const given = { ...env, ...slackEnv, SLACK_APP_TOKEN: APP_TOKEN };
    const answer = await cli(['setup', '--yes'], given);
    expect(answer.status).toBe(0);
    expect(lines(answer, 'Slack Socket Mode')).toBe(
      '✓ Slack Socket Mode Slack opens connections for SLACK_APP_TOKEN',
    );
    expect(written()).toMatchObject({ SLACK_APP_TOKEN: APP_TOKEN });
    const doctor = await cli(['doctor'], { ...written(), PORT: '0' });
    expect(lines(doctor, 'Slack Socket Mode')).toContain('✓');
    expect(lines(doctor, 'Slack')).toContain('by Socket Mode');
    for (const secret of SECRETS) expect(answer.out + doctor.out).not.toContain(secret.slice(-8));
  });

  it.each([
    ['one that Slack does not know', 'xapp-of-somebody-else', null, /Slack does not know SLACK_APP_TOKEN/],
    [
      'a bot token',
      'xoxb-setup-bot-token',
      null,
      /holds another kind of token: an app-level token starts with xapp-/,
    ],
    ['one without its scope', APP_TOKEN, 'missing_scope', /lacks the scope connections:write/],
    [
      'one of an app without Socket Mode',
      APP_TOKEN,
      'socket_mode_off',
      /\(socket_mode_off\): turn Socket Mode on/,
    ],
  ])('%s is refused by what is wrong with it', async (_, token, error, sentence) => {
    const { env, slackEnv, slack } = await world.accounts();
    if (error !== null)
      slack.faults.add({
        route: 'POST /api/apps.connections.open',
        fault: { kind: 'answer', status: 200, body: { ok: false, error } },
      });
    const answer = await cli(['setup', '--yes'], { ...env, ...slackEnv, SLACK_APP_TOKEN: token });
    expect(answer.status).toBe(2);
    expect(lines(answer, 'Slack Socket Mode')).toMatch(sentence);
    expect(answer.out).toContain('Nothing was made or written.');
  });
});

describe('the app beside tickets', () => {
  it('is found where it is installed, and its ids are written once', async () => {
    const accounts = await world.accounts({ app: APP });
    const given = { ...accounts.env, PORT: '0' };
    const answer = await cli(['setup', '--yes', '--no-fields'], given);
    expect(answer.status).toBe(0);
    expect(lines(answer, 'Zendesk app')).toBe('✓ Zendesk app found: app 4711, installation 90210');
    expect(parseConfig(written()).zendesk?.app).toEqual({ appId: '4711', installationId: '90210' });

    const [before, writes] = [world.envFile(), writesTo(accounts)];
    const again = await cli(['setup', '--yes', '--no-fields'], given);
    expect(again.status).toBe(0);
    expect(lines(again, 'Zendesk app')).toContain('app 4711 is installed, and its key was read');
    expect(lines(again, '.env file')).toContain('as it has to be');
    expect([world.envFile(), writesTo(accounts)]).toEqual([before, writes]);

    const doctor = await cli(['doctor'], written());
    expect(doctor.status).toBe(0);
    expect(lines(doctor, 'Zendesk app')).toContain('✓');
  });

  it('that is not installed is said how to be, and stops nothing', async () => {
    const { env } = await world.accounts();
    const answer = await cli(['setup', '--yes', '--no-fields'], { ...env, PORT: '0' });
    expect(answer.status).toBe(0);
    expect(lines(answer, 'Zendesk app')).toMatch(
      /not installed.*npm run zendesk:package.*Upload private app/,
    );
    expect(written()['ZENDESK_APP_ID']).toBeUndefined();
    const doctor = await cli(['doctor'], written());
    expect(doctor.status).toBe(0);
    expect(lines(doctor, 'Zendesk app')).toContain('not installed');
  });

  it('that was installed since is told by doctor', async () => {
    const { env, zendesk } = await world.accounts({ app: APP });
    const hidden = zendesk.faults.add({
      route: 'GET /api/v2/apps/installations.json',
      fault: faults.wrongSchema({ installations: [] }),
    });
    await cli(['setup', '--yes', '--no-fields'], { ...env, PORT: '0' });
    hidden.off();
    const doctor = await cli(['doctor'], written());
    expect(lines(doctor, 'Zendesk app')).toMatch(
      /installed \(app 4711, installation 90210\) and not set up: run billing-check setup/,
    );
  });

  it.each([
    [
      'of no installation',
      { ZENDESK_APP_ID: '4711', ZENDESK_INSTALLATION_ID: '1' },
      /1 is no installation of this account/,
    ],
    [
      'of another app',
      { ZENDESK_APP_ID: '4712', ZENDESK_INSTALLATION_ID: '90210' },
      /installation 90210 is of app 4711/,
    ],
  ])('given by ids %s is refused', async (_, ids, sentence) => {
    const { env } = await world.accounts({ app: APP });
    const set = Object.entries(ids).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const answer = await cli(['setup', '--yes', ...set], env);
    expect(answer.status).toBe(2);
    expect(lines(answer, 'Zendesk app')).toMatch(sentence);
  });

  it('under another name is not guessed at, and is taken when its ids are given', async () => {
    const { env, zendesk } = await world.accounts({ app: APP });
    if (zendesk.app === null) throw new Error('the app is installed');
    zendesk.app.name = 'Rechnungen';
    const guessed = await cli(['setup', '--yes', '--no-fields'], { ...env, PORT: '0' });
    expect(lines(guessed, 'Zendesk app')).toContain('not installed');
    zendesk.app.isEnabled = false;
    const set = ['--set', 'ZENDESK_APP_ID=4711', '--set', 'ZENDESK_INSTALLATION_ID=90210'];
    const given = await cli(['setup', '--yes', '--no-fields', ...set], { ...env, PORT: '0' });
    expect(given.status).toBe(0);
    expect(lines(given, 'Zendesk app')).toContain('"Rechnungen" is turned off in Zendesk');
    expect(written()).toMatchObject({ ZENDESK_APP_ID: '4711', ZENDESK_INSTALLATION_ID: '90210' });
  });
});

describe('the webhook of Stripe', () => {
  it('is explained with its address and its events, and its secret is written', async () => {
    const { env } = await world.accounts();
    const asked: string[] = [];
    const ask = async (question: string): Promise<string> => {
      asked.push(question);
      if (question.includes('STRIPE_READ_KEY:')) return env['STRIPE_READ_KEY'] ?? '';
      return question.includes('STRIPE_WEBHOOK_SECRET:')
        ? STRIPE_WEBHOOK_SECRET
        : question.includes('[y/N]')
          ? 'y'
          : '';
    };
    const { STRIPE_READ_KEY: _, ...rest } = env;
    const answer = await cli(['setup'], rest, { ask });
    expect(answer.status).toBe(0);
    const text = answer.out.replace(/\s+/g, ' ');
    expect(text).toContain(`${env['PUBLIC_URL']}/stripe/webhook`);
    expect(text).toMatch(/refund\.failed, .*customer\.subscription\.deleted/);
    expect(lines(answer, 'Stripe webhook')).toBe('✓ Stripe webhook a signing secret is set');
    expect(written()).toMatchObject({ STRIPE_WEBHOOK_SECRET });
    expect(answer.out).not.toContain(STRIPE_WEBHOOK_SECRET);
    expect(asked.some((question) => question.includes('whsec_…'))).toBe(true);
  });

  it('with something else for a secret is refused before anything is made', async () => {
    const accounts = await world.accounts();
    const answer = await cli(['setup', '--yes'], { ...accounts.env, STRIPE_WEBHOOK_SECRET: 'we_1234' });
    expect(answer.status).toBe(2);
    expect(answer.out).toMatch(/STRIPE_WEBHOOK_SECRET.*whsec_/);
    expect(writesTo(accounts)).toEqual([]);
  });
});
