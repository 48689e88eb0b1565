import type { StoredCorrection } from '../../../db/corrections/index.ts';
import type { Config } from '../../config.ts';
import { shownCorrection } from '../../jobs/shown-correction.ts';
import { EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import { atTheDesk, correctionOf, type OpenDesk } from './open-desk.ts';
import { renderCorrection, type ShownInFull } from './render-correction.ts';

/** `billing-check corrections show ID`: everything that is known of one correction. */
export async function runCorrectionsShow(
  id: string,
  options: { readonly json?: boolean },
  config: Config,
  terminal: Terminal,
): Promise<ExitStatus> {
  return atTheDesk(config, terminal, async (open) => {
    const shown = await inFull(await correctionOf(id, open), open);
    terminal.out(
      options.json === true
        ? `${JSON.stringify(documentOf(shown), null, 2)}\n`
        : renderCorrection(shown, terminal),
    );
    return EXIT.ok;
  });
}

/** With what was found and its entries of the audit trail. */
export async function inFull(
  correction: StoredCorrection,
  { database }: Pick<OpenDesk, 'database'>,
): Promise<ShownInFull> {
  const ofCheck = await database.auditAbout(correction.analysis_id);
  const identity = ofCheck.filter(({ kind }) => kind === 'identity_confirmed');
  const audit = [...(await database.auditAbout(correction.id)), ...identity].sort((a, b) => a.seq - b.seq);
  return { ...(await shownCorrection(database, correction)), audit };
}

/** What decisions are signed with is nobody's to read. */
function documentOf({ correction, audit, ...rest }: ShownInFull) {
  const decisions = correction.decisions.map(({ mac: _mac, ...decision }) => decision);
  const effects = correction.effects.map(({ params, result, ...effect }) => ({
    ...effect,
    params: JSON.parse(params) as unknown,
    result: result === null ? null : (JSON.parse(result) as unknown),
  }));
  const entries = audit.map(({ details, ...entry }) => ({
    ...entry,
    details: JSON.parse(details) as unknown,
  }));
  return { correction: { ...correction, decisions, effects }, ...rest, audit: entries };
}
