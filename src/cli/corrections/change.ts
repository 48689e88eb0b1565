import type { Config } from '../../config.ts';
import { correctionWords } from '../../corrections/words.ts';
import { actingPerson } from '../acting-person.ts';
import { withoutConsent } from '../consent.ts';
import { EXIT, type Terminal } from '../exit.ts';
import { tellNotDecided } from './not-decided.ts';
import { atTheDesk, correctionOf } from './open-desk.ts';

export interface ChangeOptions {
  readonly as: string;
  readonly amount: string;
  readonly reason: string;
  readonly yes?: boolean;
}

/** `billing-check corrections change ID --amount 12.34`: a smaller amount, as a new version that is to be approved. */
export async function runChange(
  id: string,
  { as, amount, reason, yes }: ChangeOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  return atTheDesk(config, terminal, async (open) => {
    const by = actingPerson(as, open.database);
    const { version, drafted } = await correctionOf(id, open);
    const doing = `make ${id}, ${correctionWords(drafted)}, smaller`;
    const unwanted = await withoutConsent(doing, yes === true, terminal);
    if (unwanted !== null) return unwanted;
    const changed = await open.desk.makeSmaller({ id, version, by, amount, reason });
    if (changed.kind !== 'smaller') return tellNotDecided(id, changed, terminal);
    const { drafted: smaller } = await correctionOf(id, open);
    terminal.out(
      `Correction ${id} is a ${correctionWords(smaller)} now, version ${changed.version}: it waits for approval.\n`,
    );
    return EXIT.ok;
  });
}
