import { type Command, Option } from 'commander';
import { parseConfig } from '../../config.ts';
import type { Terminal } from '../exit.ts';
import type { ChangeOptions } from './change.ts';
import type { ConfirmIdentityOptions } from './confirm-identity.ts';
import type { DecideOptions } from './decide.ts';
import type { ListOptions } from './list.ts';
import type { ResolveOptions } from './resolve.ts';

const VERDICTS = {
  approve: 'approve a correction, under the same policy as in Slack',
  reject: 'reject a correction, with a reason',
  withdraw: 'take back a correction that you asked for',
} as const;

const RESOLUTIONS = {
  done: 'say that a correction which needs a person was done in Stripe by hand; Stripe is asked whether it is',
  abandon: 'give up a correction which needs a person, with a reason',
} as const;

/** Adds `billing-check corrections …`; `ended` is told each command's exit status. */
export function addCorrectionCommands(
  program: Command,
  terminal: Terminal,
  ended: (status: number) => void,
): void {
  const corrections = program
    .command('corrections')
    .description('look at corrections, and decide about them');
  const config = () => parseConfig(terminal.env);

  corrections
    .command('list')
    .description('one line for each correction, open ones first')
    .option('--state <state>', 'only those in this state, e.g. needs_person')
    .option('--json', 'print one JSON document')
    .action(async (options: ListOptions) => {
      const { runCorrectionsList } = await import('./list.ts');
      ended(await runCorrectionsList(options, config(), terminal));
    });
  corrections
    .command('show')
    .argument('<id>', 'a correction, co_…')
    .description('everything that is known of one correction')
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: { readonly json?: boolean }) => {
      const { runCorrectionsShow } = await import('./show.ts');
      ended(await runCorrectionsShow(id, options, config(), terminal));
    });

  for (const verdict of ['approve', 'reject', 'withdraw'] as const) {
    const command = deciding(corrections, verdict, VERDICTS[verdict])
      .option('--version <number>', 'the version you looked at (default: the current one, shown first)')
      .action(async (id: string, options: DecideOptions) => {
        const { runDecide } = await import('./decide.ts');
        ended(await runDecide(verdict, id, options, config(), terminal));
      });
    if (verdict === 'reject') command.addOption(reason());
  }
  deciding(corrections, 'change', 'make the amount of a correction smaller, as a new version')
    .requiredOption('--amount <amount>', 'the smaller amount, e.g. 12.34')
    .addOption(reason())
    .action(async (id: string, options: ChangeOptions) => {
      const { runChange } = await import('./change.ts');
      ended(await runChange(id, options, config(), terminal));
    });
  deciding(
    corrections,
    'confirm-identity',
    'vouch for a customer who was matched by e-mail address only',
  ).action(async (id: string, options: ConfirmIdentityOptions) => {
    const { runConfirmIdentity } = await import('./confirm-identity.ts');
    ended(await runConfirmIdentity(id, options, config(), terminal));
  });
  for (const verdict of ['done', 'abandon'] as const) {
    const command = deciding(corrections, verdict, RESOLUTIONS[verdict]).action(
      async (id: string, options: ResolveOptions) => {
        const { runResolve } = await import('./resolve.ts');
        ended(await runResolve(verdict, id, options, config(), terminal));
      },
    );
    if (verdict === 'abandon') command.addOption(reason());
  }
}

/** A command by which somebody decides about one correction. */
function deciding(corrections: Command, name: string, description: string): Command {
  return corrections
    .command(name)
    .argument('<id>', 'a correction, co_…')
    .description(description)
    .requiredOption('--as <email>', 'who you are: the e-mail address by which Slack and Zendesk know you')
    .option('--yes', 'do not ask');
}

function reason(): Option {
  return new Option('--reason <text>', 'why, for whoever asked for it').makeOptionMandatory();
}
