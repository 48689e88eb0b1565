import { Command, CommanderError } from 'commander';
import { parseConfig } from '../config.ts';
import type { ExportOptions } from './audit/export.ts';
import type { VerifyOptions } from './audit/verify.ts';
import { type CheckOptions, runCheck } from './check-command.ts';
import { addCorrectionCommands } from './corrections/commands.ts';
import { EXIT, type Terminal } from './exit.ts';
import { explain } from './explain-error.ts';
import type { PolicyConfirmOptions } from './policy-confirm-command.ts';
import type { ListOptions } from './rules/list.ts';
import type { TestOptions } from './rules/test.ts';
import type { SetupOptions } from './setup/setup-command.ts';

interface DemoOptions {
  readonly seed?: string;
  readonly port?: string;
  readonly door?: string;
  readonly claude?: boolean;
  readonly slackDown?: boolean;
}

/**
 * Runs one command of `billing-check` and returns its exit status. Faults are told on standard error, one line
 * each, naming what to do. A command's own code is loaded when it runs, so that `check` starts no server code.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  let status: number = EXIT.ok;
  const program = new Command('billing-check')
    .description('Tells whether a customer was billed wrongly, why, and what to do.')
    .version(await packageVersion(), '--version')
    // Subcommands have a --version of their own.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: (text) => terminal.err(`${usageSentence(text)}\n`),
    });

  program
    .command('check')
    .argument('[query]', 'a Stripe id, an e-mail address, or ticket:ID')
    .description('check one customer and print the answer')
    .option('--from <file>', 'read the history from a history file, or every *.json of a directory')
    .option(
      '--ticket <file>',
      "the customer's words: text, or JSON {subject, body, requester_email, created_at}",
    )
    .option('--as-of <moment>', 'judge as of this ISO 8601 moment')
    .option('--json', 'print exactly one JSON document per check')
    .option('--no-ai', 'never call Claude: the deterministic writer does the text')
    .option('--variant <variant>', 'how the reply is to be: shorter, warmer or firmer')
    .option('--language <code>', "the reply's language, e.g. fr (default: the policy's, else the customer's)")
    .option('--policy <file>', "the company's policy file (default: BILLING_CHECK_POLICY)")
    .action(async (query: string | undefined, options: CheckOptions) => {
      status = await runCheck(query, options, parseConfig(terminal.env), terminal);
    });

  program
    .command('export')
    .argument('<query>', 'a Stripe id or an e-mail address')
    .description('write everything check would read, as a history file')
    .requiredOption('--out <file>', 'the file to write')
    .action(async (query: string, options: { readonly out: string }) => {
      const { runExport } = await import('./export-command.ts');
      status = await runExport(query, options.out, parseConfig(terminal.env), terminal);
    });

  const rules = program.command('rules').description('look at the rules, and test them before production');
  rules
    .command('list')
    .description('every rule with its rows, category and thresholds, and what agents said of its findings')
    .option('--json', 'print one JSON document')
    .option('--feedback', 'only what agents said of findings and replies, in numbers')
    .option('--policy <file>', "show the rules as this policy's rules section sets them")
    .action(async (options: ListOptions) => {
      const { runRulesList } = await import('./rules/list.ts');
      status = await runRulesList(options, terminal);
    });
  rules
    .command('explain')
    .argument('<rule>', 'a rule, or a row of the domain catalogue such as A1')
    .description("print the rule's page: what it finds, what it leaves alone, and its limits")
    .action(async (rule: string) => {
      const { runRulesExplain } = await import('./rules/explain.ts');
      status = await runRulesExplain(rule, terminal);
    });
  rules
    .command('test')
    .description('judge a folder of exported histories, and tell what would change against a saved result')
    .requiredOption('--from <directory>', 'a directory of history files')
    .option('--against <file>', 'a saved result: the output of check --from DIR --json')
    .option('--policy <file>', 'the policy to try')
    .action(async (options: TestOptions) => {
      const { runRulesTest } = await import('./rules/test.ts');
      status = await runRulesTest(options, parseConfig(terminal.env), terminal);
    });

  const policy = program.command('policy').description('look after the policy file');
  policy
    .command('check')
    .argument('<file>', 'a policy file, YAML or JSON')
    .description('every fault and contradiction of a policy file, with its line')
    .action(async (file: string) => {
      const { runPolicyCheck } = await import('./policy-command.ts');
      status = await runPolicyCheck(file, terminal);
    });
  policy
    .command('confirm')
    .description('agree to what a changed policy file loosens; two people have to')
    .requiredOption('--as <email>', 'who you are: the e-mail address by which Slack and Zendesk know you')
    .option('--yes', 'do not ask')
    .action(async (options: PolicyConfirmOptions) => {
      const { runPolicyConfirm } = await import('./policy-confirm-command.ts');
      status = await runPolicyConfirm(options, parseConfig(terminal.env), terminal);
    });

  addCorrectionCommands(program, terminal, (ended) => {
    status = ended;
  });

  const audit = program.command('audit').description('prove the audit trail, hold on to it, and export it');
  audit
    .command('verify')
    .description('recompute the whole trail and name the first bad row')
    .option('--checkpoint <file>', 'checkpoints kept elsewhere: shows a cut tail and a swapped file')
    .option('--unsigned-until <row>', 'the last row from before SIGNING_KEY was set')
    .action(async (options: VerifyOptions) => {
      const { runAuditVerify } = await import('./audit/verify.ts');
      status = await runAuditVerify(options, parseConfig(terminal.env), terminal);
    });
  audit
    .command('checkpoint')
    .description('append where the trail ends now, signed')
    .requiredOption('--to <file>', 'the file to append to')
    .action(async (options: { readonly to: string }) => {
      const { runAuditCheckpoint } = await import('./audit/checkpoint.ts');
      status = await runAuditCheckpoint(options.to, parseConfig(terminal.env), terminal);
    });

  audit
    .command('export')
    .description('a month of the trail for finance: who, what, when, ids, amounts and hashes')
    .requiredOption('--month <month>', 'a month in UTC, e.g. 2026-11')
    .option('--format <format>', 'csv or json', 'csv')
    .option('--out <file>', 'the file to write (default: standard output)')
    .action(async (options: ExportOptions) => {
      const { runAuditExport } = await import('./audit/export.ts');
      status = await runAuditExport(options, parseConfig(terminal.env), terminal);
    });

  program
    .command('forget')
    .argument('<customer>', "Stripe's id of the customer, or an e-mail address")
    .description('remove what is kept about a customer, without breaking the audit trail')
    .option('--yes', 'really remove it; without this only what is kept is counted')
    .action(async (customer: string, options: { readonly yes?: boolean }) => {
      const { runForget } = await import('./forget-command.ts');
      status = await runForget(customer, options, parseConfig(terminal.env), terminal);
    });

  program
    .command('serve')
    .description('run the server: Zendesk webhook, Slack, health and metrics')
    .action(async () => {
      const { serve } = await import('../main.ts');
      status = await serve(parseConfig(terminal.env), terminal.err);
    });

  program
    .command('demo')
    .description(
      'run the server against the local sandbox, with a guided tour: no account, no key, no network',
    )
    .option('--seed <number>', 'vary names, amounts, dates and currency')
    .option('--port <number>', 'port of the server (default: a free one)')
    .option('--desk', 'no tour: serve the desk, Zendesk and Slack in a browser, until it is interrupted')
    .option('--desk-port <number>', 'port of the desk (default: a free one)')
    .option(
      '--door <door>',
      'what to show: ticket, command, shortcut, mention (how the ten come in), finance (what is put right) or all; default: ticket, then finance',
    )
    .option('--claude', 'let a sandbox model in Claude’s place word the answers')
    .option('--slack-down', 'cut Slack off while corrections are carried out')
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import('./demo-command.ts');
      status = await runDemo(options, terminal);
    });

  program
    .command('setup')
    .description('install: try the keys, make the webhook and the ticket fields in Zendesk, write .env')
    .option('--yes', 'do not ask: take the values from .env and the environment')
    .option('--ticket <number>', 'the ticket to try the installation on')
    .option('--set <name=value>', 'a setting that is no secret; may be given several times', collect, [])
    .option('--replace', 'overwrite what .env holds otherwise')
    .option('--no-fields', 'make no ticket fields in Zendesk')
    .option('--slack-manifest', 'only print the manifest of the Slack app')
    .option('--open', 'with --slack-manifest: open it in Slack with a browser')
    .option('--uninstall', 'remove from Zendesk what setup made there')
    .action(async (options: SetupOptions) => {
      const { runSetup } = await import('./setup/setup-command.ts');
      status = await runSetup(options, terminal);
    });

  program
    .command('doctor')
    .description('check configuration, credentials, permissions, database and reachability')
    .action(async () => {
      const { runDoctor } = await import('./doctor-command.ts');
      status = await runDoctor(terminal);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { message, status: failed } = explain(error);
    terminal.err(`${message}\n`);
    return failed;
  }
}

/** Every value of an option that may be given several times. */
function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** Commander's complaint, with its guess on a line of its own, as one sentence that says where help is. */
function usageSentence(complaint: string): string {
  const [what = '', guess] = complaint.trim().split('\n');
  const plain = what.replace(/^error: /, '').replace(/\.$/, '');
  const meant = guess === undefined ? '' : ` ${guess.replace(/^\(D/, '(d')}`;
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}${meant}: run billing-check --help to see the commands, or add --help to one of them.`;
}

async function packageVersion(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const { packageRoot } = await import('../package-root.ts');
  const manifest: unknown = JSON.parse(await readFile(new URL('package.json', packageRoot()), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0';
}
