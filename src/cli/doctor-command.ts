import type { Config } from '../config.ts';
import type { Check } from './doctor/check.ts';
import { checkClaude } from './doctor/claude.ts';
import { checkClaudeSpending } from './doctor/claude-spending.ts';
import { checkClock } from './doctor/clock.ts';
import { checkConfiguration, checkEnvFile, checkNode, checkPolicy } from './doctor/configuration.ts';
import { checkCorrections } from './doctor/corrections.ts';
import { checkPort } from './doctor/port.ts';
import { printCheck, printSum } from './doctor/print.ts';
import { checkSlack } from './doctor/slack.ts';
import { checkStorage } from './doctor/storage.ts';
import { checkStripeReadKey, checkStripeWriteKey } from './doctor/stripe.ts';
import { checkStripeWebhook } from './doctor/stripe-webhook.ts';
import { checkZendesk } from './doctor/zendesk.ts';
import { checkPublicAddress } from './doctor/zendesk-webhook.ts';
import { EXIT, type ExitStatus, type Terminal } from './exit.ts';

/**
 * `billing-check doctor`: looks at everything the product needs and prints one line for each, with what to do about
 * what is wrong. It changes nothing and prints no secret. Exit status 2 when something here is to be corrected, 4
 * when only a service is out of reach, else 0.
 */
export async function runDoctor(terminal: Terminal): Promise<ExitStatus> {
  const all: Check[] = [];
  const tell = (...checks: readonly Check[]): void => {
    for (const check of checks) printCheck(check, terminal);
    all.push(...checks);
  };

  const { checks, config } = checkConfiguration(terminal.env);
  tell(checkNode(process.versions.node), ...checks);
  tell(await checkEnvFile('.env'));
  if (config !== null) for (const next of started(config, terminal)) tell(...(await next));
  printSum(all, terminal);

  if (all.some(({ level }) => level === 'failure')) return EXIT.usage;
  return all.some(({ level }) => level === 'unreachable') ? EXIT.service : EXIT.ok;
}

async function publicAddress({ publicUrl, zendesk }: Config, serverRuns: boolean): Promise<readonly Check[]> {
  return publicUrl === null || zendesk === null ? [] : [await checkPublicAddress(publicUrl, serverRuns)];
}

/** Everything that can be looked at independently, under way at once, in the order it is told. */
function started(config: Config, terminal: Terminal): readonly Promise<readonly Check[]>[] {
  const storage = checkStorage(config);
  const checks = [
    checkPolicy(config),
    storage.then(({ checks }) => checks),
    checkClock(config).then((check) => [check]),
    checkStripeReadKey(config),
    Promise.resolve([checkStripeWriteKey(config, terminal.env['STRIPE_WRITE_KEY'])]),
    Promise.resolve(checkCorrections(config)),
    checkZendesk(config.zendesk, config.publicUrl, terminal.now()),
    checkSlack(config.slack),
    checkClaude(config),
    checkClaudeSpending(config, terminal.now() * 1000),
    storage.then(({ serverRuns }) => checkPort(config.port, serverRuns)).then((check) => [check]),
    storage.then(({ serverRuns }) => publicAddress(config, serverRuns)),
    storage.then(({ serverRuns }) => checkStripeWebhook(config, serverRuns, terminal.now())),
  ];
  // One that fails while an earlier one is awaited is still told in its turn, not as an unhandled rejection.
  for (const check of checks) check.catch(() => {});
  return checks;
}
