import type { Config } from '../../config.ts';
import { correctionWords, stateWords } from '../../corrections/words.ts';
import { actingPerson } from '../acting-person.ts';
import { withoutConsent } from '../consent.ts';
import { EXIT, type Terminal, UsageError } from '../exit.ts';
import { atTheDesk, correctionOf } from './open-desk.ts';

export interface ResolveOptions {
  readonly as: string;
  readonly reason?: string;
  readonly yes?: boolean;
}

/** Exit status: it waits for nobody. */
const NOT_WAITING = 1;
const DOING = { done: 'say that it is done:', abandon: 'give up' } as const;

/** `billing-check corrections done|abandon ID`: what a person says of a correction that only a person can settle. */
export async function runResolve(
  verdict: 'done' | 'abandon',
  id: string,
  { as, reason, yes }: ResolveOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  if (verdict === 'abandon' && (reason ?? '').trim() === '')
    throw new UsageError('--reason is empty: say why it is given up, for whoever asked for it.');
  return atTheDesk(config, terminal, async (open) => {
    const { account, human } = actingPerson(as, open.database);
    const { drafted } = await correctionOf(id, open);
    const doing = `${DOING[verdict]} ${id}, ${correctionWords(drafted)}`;
    const unwanted = await withoutConsent(doing, yes === true, terminal);
    if (unwanted !== null) return unwanted;
    const taken = await open.database.resolveCorrection({
      id,
      actor: account,
      human,
      verdict,
      reason: reason ?? null,
    });
    if (taken === 'taken') {
      terminal.out(verdict === 'done' ? VERIFIED(id) : `Correction ${id} is given up.\n`);
      return EXIT.ok;
    }
    const { state } = await correctionOf(id, open);
    terminal.err(`Correction ${id} waits for nobody; it is ${stateWords(state)}.\n`);
    return NOT_WAITING;
  });
}

const VERIFIED = (id: string): string =>
  `Written down: the server asks Stripe whether it is done, and billing-check corrections show ${id} tells the answer.\n`;
