import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { listed, listedInPart, shownText } from '../../analysis/wording.ts';
import type { Config } from '../../config.ts';
import { CORRECTION_STATES, type CorrectionState, OPEN_STATES } from '../../corrections/states.ts';
import { formatMoney } from '../../money.ts';
import { changesBetween } from '../../policy/controls.ts';
import type { ControlState } from '../../policy/controls-in-force.ts';
import { EXIT, type ExitStatus, type Terminal, UsageError } from '../exit.ts';
import { displayWidth, padded } from '../text-layout.ts';
import { ageOf } from './moments.ts';
import { atTheDesk, type OpenDesk } from './open-desk.ts';

export interface ListOptions {
  readonly state?: string;
  readonly json?: boolean;
}

/** Of the settled ones only the newest are listed; `--state` lists up to 200 of one. */
const MAX_SETTLED = 50;
const NO_MONEY = 'no money';

/** `billing-check corrections list`: one line each, open ones first, newest first within both. */
export async function runCorrectionsList(
  options: ListOptions,
  config: Config,
  terminal: Terminal,
): Promise<ExitStatus> {
  const only = options.state === undefined ? null : stateOf(options.state);
  return atTheDesk(config, terminal, async ({ database }) => {
    const corrections = await toList(database, only);
    const counts = await database.countCorrections();
    const waiting = waitingKeys(await database.policyInForce());
    if (options.json === true) {
      const shown = corrections.map(summaryOf);
      const document = { corrections: shown, counts: Object.fromEntries(counts), policy_waiting: waiting };
      terminal.out(`${JSON.stringify(document, null, 2)}\n`);
      return EXIT.ok;
    }
    terminal.out(table(corrections, terminal.now() * 1000));
    terminal.out(`${summary(counts)}\n`);
    if (waiting.length > 0) terminal.out(waitingSentence(waiting));
    return EXIT.ok;
  });
}

async function toList(
  database: OpenDesk['database'],
  only: CorrectionState | null,
): Promise<readonly StoredCorrection[]> {
  if (only !== null) return database.listCorrections([only]);
  const settled = CORRECTION_STATES.filter((state) => !OPEN_STATES.includes(state));
  return [
    ...(await database.listCorrections(OPEN_STATES)),
    ...(await database.listCorrections(settled)).slice(0, MAX_SETTLED),
  ];
}

function stateOf(text: string): CorrectionState {
  const state = CORRECTION_STATES.find((one) => one === text.replaceAll(' ', '_'));
  if (state !== undefined) return state;
  throw new UsageError(`--state takes one of ${CORRECTION_STATES.join(', ')}.`);
}

function table(corrections: readonly StoredCorrection[], nowMs: number): string {
  const rows = corrections.map(
    ({ id, state, proposed_at_ms, amount, currency, customer, ticket_id, requester }) => [
      id,
      state.replaceAll('_', ' '),
      ageOf(nowMs - proposed_at_ms),
      amount === null || currency === null ? NO_MONEY : formatMoney({ amount, currency }),
      shownText(customer, 40),
      ticket_id === null ? 'no ticket' : `#${shownText(ticket_id, 20)}`,
      shownText(requester, 40),
    ],
  );
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => padded(cell, widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function summary(counts: ReadonlyMap<CorrectionState, number>): string {
  const open = OPEN_STATES.filter((state) => counts.has(state));
  const totalOf = (states: readonly CorrectionState[]): number =>
    states.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  const parts = open.map((state) => `${counts.get(state) ?? 0} ${state.replaceAll('_', ' ')}`);
  const settled = totalOf([...counts.keys()]) - totalOf(open);
  const which = parts.length === 0 ? '' : ` (${listed(parts)})`;
  return `${totalOf(open)} open${which}, ${settled} settled.`;
}

function waitingKeys(limits: ControlState | null): readonly string[] {
  return limits === null ? [] : changesBetween(limits.in_force, limits.wanted).map(({ key }) => key);
}

function waitingSentence(keys: readonly string[]): string {
  return `A change of the limits waits until two people confirm it (${listedInPart(keys)}): billing-check policy confirm --as EMAIL.\n`;
}

function summaryOf(correction: StoredCorrection) {
  const { id, state, version, mode, kind, amount, currency, customer, ticket_id, requester } = correction;
  const { proposed_at_ms, expires_at_ms, outcome } = correction;
  const moments = { proposed_at_ms, expires_at_ms };
  return {
    id,
    state,
    version,
    mode,
    kind,
    amount,
    currency,
    customer,
    ticket_id,
    requester,
    ...moments,
    outcome,
  };
}
