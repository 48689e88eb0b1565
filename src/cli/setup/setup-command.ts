import { randomBytes } from 'node:crypto';
import { parseConfig } from '../../config.ts';
import { createZendeskClient, type ZendeskClient } from '../../zendesk/client.ts';
import { ZendeskError } from '../../zendesk/zendesk-error.ts';
import { runCheck } from '../check-command.ts';
import { withoutConsent } from '../consent.ts';
import type { Check } from '../doctor/check.ts';
import { printCheck, printSum } from '../doctor/print.ts';
import { EXIT, type Terminal, UsageError } from '../exit.ts';
import { type Attended, isBad, talkThrough, tellHeading } from './conversation.ts';
import { type EnvFile, readEnvFile, withValues, writeEnvFile } from './env-file.ts';
import { findApp } from './find-app.ts';
import { CLAUDE } from './services/claude.ts';
import { SERVER } from './services/server.ts';
import { isBegun, missingOf, type Service } from './services/service.ts';
import { SLACK } from './services/slack.ts';
import { STRIPE } from './services/stripe.ts';
import { refusedAdministration, ZENDESK, zendeskOf } from './services/zendesk.ts';
import { openInSlack, slackManifest } from './slack-manifest.ts';
import { uninstall } from './uninstall.ts';
import { knownValues, type Values } from './variables.ts';
import { changesInZendesk, settleInZendesk, type ZendeskObjects, zendeskObjects } from './zendesk-objects.ts';

export interface SetupOptions {
  readonly yes?: boolean;
  readonly ticket?: string;
  readonly set: readonly string[];
  readonly replace?: boolean;
  /** False with `--no-fields`. */
  readonly fields: boolean;
  readonly slackManifest?: boolean;
  readonly open?: boolean;
  readonly uninstall?: boolean;
}

const ENV_FILE = '.env';
const SERVICES: readonly Service[] = [SERVER, STRIPE, ZENDESK, SLACK, CLAUDE];
const SIGNING_KEY_BYTES = 32;
const TICKET = /^#?\d{1,20}$/;

/**
 * `billing-check setup`: from keys to an installation that was tried on a ticket. Nothing is made or written before
 * everything that was given has been tried; what is there already is recognised, so a second run changes nothing.
 * @returns the exit status: 1 when somebody did not want it, 2 when something is to be corrected, 3 and 4 as `check`.
 */
export async function runSetup(options: SetupOptions, terminal: Terminal): Promise<number> {
  if (options.ticket !== undefined && !TICKET.test(options.ticket))
    throw new UsageError(
      `--ticket ${JSON.stringify(options.ticket.slice(0, 40))} is no number of a ticket: write e.g. --ticket 5158.`,
    );
  const file = await readEnvFile(ENV_FILE);
  const known = knownValues({
    file: file.values,
    environment: terminal.env,
    assignments: options.set,
    replace: options.replace === true,
  });
  if (options.slackManifest === true) return giveManifest(known, options.open === true, terminal);
  if (options.uninstall === true) return uninstall(known, options.yes === true, terminal);

  const tried = options.yes === true ? await tryAll(known, terminal) : await walk(known, terminal);
  if (tried.checks.some(isBad)) {
    printSum(tried.checks, terminal);
    terminal.out('Nothing was made or written.\n');
    return tried.checks.some(({ level }) => level === 'failure') ? EXIT.usage : EXIT.service;
  }
  return install(tried.values, file, options, terminal);
}

interface Tried {
  readonly values: Values;
  readonly checks: readonly Check[];
}

/** Asks for what is not known, service by service. */
async function walk(known: Values, terminal: Terminal): Promise<Tried> {
  const { ask } = terminal;
  if (ask === undefined)
    throw new UsageError(
      'Nobody can be asked here: put the values into .env or the environment (README, "Configuration") and say --yes.',
    );
  const attended: Attended = { ...terminal, ask };
  let values = known;
  const checks: Check[] = [];
  for (const service of SERVICES) {
    const said = await talkThrough(service, values, attended);
    values = said.values;
    checks.push(...said.checks);
    if (said.checks.some(isBad)) break;
  }
  return { values, checks };
}

/** Tries everything that is known at once, and names everything that is missing. */
async function tryAll(values: Values, terminal: Terminal): Promise<Tried> {
  const all: Check[] = [];
  for (const service of SERVICES) {
    tellHeading(service.name, terminal);
    const missing = missingOf(service, values);
    const isLeftOut = !service.needed && !isBegun(service, values);
    const checks: readonly Check[] = isLeftOut
      ? [{ level: 'note', name: service.name, message: 'left out: none of its variables is set' }]
      : missing.length === 0
        ? await service.test(values, terminal.now())
        : missing.map(({ name, label }) => ({
            level: 'failure',
            name: service.name,
            message: `${name} is not set: ${label}.`,
          }));
    for (const check of checks) printCheck(check, terminal);
    if (missing.length > 0 && !isLeftOut)
      for (const line of service.explain(values)) terminal.out(`  ${line}\n`);
    all.push(...checks);
  }
  return { values, checks: all };
}

/** Makes what is missing in Zendesk, writes `.env`, and tries the whole on a ticket. */
async function install(
  values: Values,
  file: EnvFile,
  options: SetupOptions,
  terminal: Terminal,
): Promise<number> {
  tellHeading('Installation', terminal);
  const zendesk = await planInZendesk(values, options.fields);
  const SIGNING_KEY = values['SIGNING_KEY'] ?? randomBytes(SIGNING_KEY_BYTES).toString('base64url');
  const settled = { ...values, ...zendesk?.app.ids, SIGNING_KEY };
  const changes = [
    ...(zendesk === null ? [] : changesInZendesk(zendesk.objects)),
    ...(withValues(file, settled) === file.text ? [] : [`write ${ENV_FILE}`]),
  ];
  if (changes.length > 0) {
    const stopped = await withoutConsent(changes.join(', '), options.yes === true, terminal);
    if (stopped !== null) return stopped;
  }
  const secret = zendesk === null ? {} : await settle(zendesk, settled, options, terminal);
  const final = { ...settled, ...secret };
  // Everything together must be a configuration the server takes.
  const config = parseConfig(final);
  const wrote = await writeEnvFile(ENV_FILE, file, withValues(file, final));
  printCheck(
    {
      level: 'ok',
      name: '.env file',
      message: wrote ? 'written; only its owner may read it' : 'as it has to be',
    },
    terminal,
  );
  if (values['SIGNING_KEY'] === undefined)
    terminal.out(
      'SIGNING_KEY was made: it keys the audit trail, so keep a copy of .env where you keep secrets.\n',
    );
  if (config.zendesk === null) return EXIT.ok;
  return tryTicket(options, final, terminal);
}

interface InZendesk {
  readonly client: ZendeskClient;
  readonly objects: ZendeskObjects;
  readonly app: Awaited<ReturnType<typeof findApp>>;
}

/** Null where Zendesk is left out. */
async function planInZendesk(values: Values, withFields: boolean): Promise<InZendesk | null> {
  const { PUBLIC_URL: publicUrl } = values;
  if (!isBegun(ZENDESK, values) || publicUrl === undefined) return null;
  const part = zendeskOf(values);
  if ('faults' in part) return null;
  const client = createZendeskClient(part.config);
  const objects = await zendeskObjects(client, new URL(publicUrl).origin, withFields);
  return { client, objects, app: await findApp(client, values) };
}

/** @throws {UsageError} when `.env` has another secret than the webhook: its deliveries would all be refused. */
async function settle(
  { client, objects, app }: InZendesk,
  values: Values,
  options: SetupOptions,
  terminal: Terminal,
): Promise<Values> {
  const { secret, checks } = await settleInZendesk(client, objects).catch((error: unknown) => {
    const isForbidden = error instanceof ZendeskError && error.status === 403;
    throw isForbidden ? new UsageError(sentence(refusedAdministration(error).message)) : error;
  });
  for (const check of [...checks, ...(app.check === null ? [] : [app.check])]) printCheck(check, terminal);
  const known = values['ZENDESK_WEBHOOK_SECRET']?.split(',').map((one) => one.trim());
  if (known?.includes(secret) === true) return {};
  if (known !== undefined && options.replace !== true)
    throw new UsageError(
      'ZENDESK_WEBHOOK_SECRET is not the signing secret of this webhook: say --replace to write the right one.',
    );
  return { ZENDESK_WEBHOOK_SECRET: secret };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A real check of a ticket the administrator names. */
async function tryTicket(options: SetupOptions, values: Values, terminal: Terminal): Promise<number> {
  const answer =
    options.ticket ??
    (options.yes === true
      ? ''
      : ((await terminal.ask?.('\nNumber of a ticket to try it on (Enter: none): ')) ?? ''));
  const ticket = answer.trim().replace(/^#/, '');
  if (ticket === '') {
    terminal.out('Not tried on a ticket yet: run billing-check check ticket:NUMBER.\n');
    return EXIT.ok;
  }
  tellHeading(`Ticket ${ticket}`, terminal);
  const status = await runCheck(`ticket:${ticket}`, { ai: true }, parseConfig(values), terminal);
  if (status === EXIT.ok)
    terminal.out('\nThe installation works. Start the server with billing-check serve.\n');
  return status;
}

async function giveManifest(values: Values, open: boolean, terminal: Terminal): Promise<number> {
  const manifest = await slackManifest(values);
  terminal.out(`${manifest}\n`);
  if (values['PUBLIC_URL'] === undefined)
    terminal.err('PUBLIC_URL is not set: put your own host into the three addresses of the manifest.\n');
  if (open && !(await openInSlack(manifest)))
    terminal.err('No browser could be opened: paste the manifest at https://api.slack.com/apps.\n');
  return EXIT.ok;
}
