import { EXIT, type Terminal } from './exit.ts';

/** Exit status: whoever was asked did not want it. */
const UNWANTED = 1;

/**
 * Asks before something is done, unless `yes` was said.
 * @param doing e.g. `approve version 1 of co_…`.
 * @returns null to go on, or the exit status to end with; why is told then.
 */
export async function withoutConsent(
  doing: string,
  yes: boolean,
  { ask, err }: Pick<Terminal, 'ask' | 'err'>,
): Promise<number | null> {
  if (yes) return null;
  if (ask === undefined) {
    err(`Nothing was done: say --yes to ${doing} without being asked.\n`);
    return EXIT.usage;
  }
  const question = `${doing.charAt(0).toUpperCase()}${doing.slice(1)}? [y/N] `;
  if (/^y(es)?$/i.test((await ask(question)).trim())) return null;
  err('Nothing was done.\n');
  return UNWANTED;
}
