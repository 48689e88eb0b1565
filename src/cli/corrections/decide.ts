import type { Decided } from '../../../db/corrections/index.ts';
import type { Config } from '../../config.ts';
import type { DecideInput } from '../../corrections/correction-desk.ts';
import { correctionWords } from '../../corrections/words.ts';
import { actingPerson } from '../acting-person.ts';
import { withoutConsent } from '../consent.ts';
import { EXIT, type Terminal, UsageError } from '../exit.ts';
import { tellNotDecided } from './not-decided.ts';
import { atTheDesk, correctionOf, type OpenDesk } from './open-desk.ts';
import { renderCorrection } from './render-correction.ts';
import { inFull } from './show.ts';

export interface DecideOptions {
  readonly as: string;
  /** The version that was looked at; without it the current one is shown and decided. */
  readonly version?: string;
  readonly reason?: string;
  readonly yes?: boolean;
}

/**
 * `billing-check corrections approve|reject|withdraw ID --as EMAIL`, under the same policy as in Slack and the sidebar. May
 * run beside the server, which carries out what is approved.
 * @returns 1 where policy or state do not allow it; the refusal is audited.
 */
export async function runDecide(
  verdict: DecideInput['verdict'],
  id: string,
  options: DecideOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const asked = options.version === undefined ? null : versionOf(options.version);
  return atTheDesk(config, terminal, async (open) => {
    const by = actingPerson(options.as, open.database);
    const correction = await correctionOf(id, open);
    if (asked === null) terminal.out(renderCorrection(await inFull(correction, open), terminal));
    const version = asked ?? correction.version;
    const doing = `${verdict} version ${version} of ${id}, ${correctionWords(correction.drafted)}`;
    const unwanted = await withoutConsent(doing, options.yes === true, terminal);
    if (unwanted !== null) return unwanted;
    const reason = options.reason ?? null;
    const decided = await open.desk.decide({ id, version, verdict, by, reason });
    return tell(id, decided, open, terminal);
  });
}

function versionOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError('--version takes the number of a version, e.g. 2.');
  return Number(text);
}

function tell(id: string, decided: Decided, { database }: OpenDesk, terminal: Terminal): number {
  switch (decided.kind) {
    case 'decided':
      terminal.out(`Correction ${id} is ${decided.state}${next(decided.state, database.besideServer)}.\n`);
      return EXIT.ok;
    case 'needs_second':
      terminal.out(`Your approval of ${id} counts, and another person's is needed. ${decided.why}\n`);
      return EXIT.ok;
    default:
      return tellNotDecided(id, decided, terminal);
  }
}

function next(state: string, besideServer: boolean): string {
  if (state !== 'approved') return '';
  return besideServer ? ': the server carries it out now' : ': it is carried out when the server runs';
}
