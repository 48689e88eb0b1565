import { visitDatabase } from '../../db/visit-database.ts';
import { listed, shownText } from '../analysis/wording.ts';
import type { Config } from '../config.ts';
import { formatMoney } from '../money.ts';
import { type ControlChange, changesBetween, controlsHash, type Leaf } from '../policy/controls.ts';
import { CONFIRMATIONS_NEEDED } from '../policy/controls-in-force.ts';
import { actingPerson } from './acting-person.ts';
import { withoutConsent } from './consent.ts';
import { EXIT, type Terminal, UsageError } from './exit.ts';

export interface PolicyConfirmOptions {
  readonly as: string;
  readonly yes?: boolean;
}

/** Exit status: there is nothing this person can confirm. */
const NOT_CONFIRMED = 1;
const MAX_ENTRIES_SHOWN = 20;

/**
 * `billing-check policy confirm --as EMAIL`: agrees to what the policy file loosens. When two people did, it is in force,
 * in the running server too.
 */
export async function runPolicyConfirm(
  { as, yes }: PolicyConfirmOptions,
  { databaseFile, signingKey }: Config,
  terminal: Terminal,
): Promise<number> {
  if (signingKey === null)
    throw new UsageError(
      'SIGNING_KEY is not set: set the key of the server, since limits are sealed with it.',
    );
  const clock = (): number => terminal.now() * 1000;
  const database = await visitDatabase({ path: databaseFile, signingKey, clock });
  try {
    const by = actingPerson(as, database);
    const limits = await database.policyInForce();
    const waiting = limits === null ? [] : changesBetween(limits.in_force, limits.wanted);
    if (limits === null || waiting.length === 0) {
      terminal.err('No change of the limits waits: the server records one when its policy file changes.\n');
      return NOT_CONFIRMED;
    }
    terminal.out(
      `Waits until ${CONFIRMATIONS_NEEDED} people confirm it; ${limits.confirmed_by.length} did:\n`,
    );
    for (const change of waiting) terminal.out(`  ${changeLine(change)}\n`);
    const unwanted = await withoutConsent('confirm this change of the limits', yes === true, terminal);
    if (unwanted !== null) return unwanted;
    const answer = await database.confirmPolicy({ wanted_hash: controlsHash(limits.wanted), by });
    switch (answer.kind) {
      case 'in_force':
        terminal.out('Confirmed: the change is in force now.\n');
        return EXIT.ok;
      case 'counted':
        terminal.out('Confirmed: it is in force when another person has confirmed it too.\n');
        return EXIT.ok;
      case 'confirmed_before':
        terminal.err('You confirmed this change already: another person has to.\n');
        return NOT_CONFIRMED;
      default:
        terminal.err('The limits were changed meanwhile, so nothing was confirmed: look at them again.\n');
        return NOT_CONFIRMED;
    }
  } finally {
    await database.close();
  }
}

/** One line, e.g. `maximum.usd: $500.00 → $900.00`. */
export function changeLine({ key, from, to }: ControlChange): string {
  const [, currency] = /\.([a-z]{3})$/.exec(key) ?? [];
  const show = (leaf: Leaf): string => {
    if (Array.isArray(leaf)) return entries(leaf);
    if (leaf === null) return currency === undefined ? 'everyone' : 'no limit';
    if (typeof leaf !== 'number') return String(leaf);
    return currency === undefined ? `${leaf} hours` : formatMoney({ amount: leaf, currency });
  };
  return `${key}: ${show(from)} → ${show(to)}`;
}

function entries(list: readonly string[]): string {
  if (list.length === 0) return 'none';
  const rest = list.length - MAX_ENTRIES_SHOWN;
  const shown = list.slice(0, MAX_ENTRIES_SHOWN).map((entry) => shownText(entry));
  return listed(rest <= 0 ? shown : [...shown, `${rest} more`]);
}
