import pc from 'picocolors';
import type { Terminal } from '../exit.ts';
import { wrap } from '../text-layout.ts';
import type { Check, CheckLevel } from './check.ts';

const NAME_COLUMNS = 17;
const LEAST_MESSAGE_COLUMNS = 30;

const SYMBOLS: Record<CheckLevel, string> = {
  ok: '✓',
  note: '·',
  warning: '!',
  failure: '✗',
  unreachable: '✗',
};

/** One line per check. On a terminal coloured and broken at words, under the message's own column. */
export function printCheck({ level, name, message }: Check, terminal: Terminal): void {
  const colors = pc.createColors(terminal.isTTY);
  const paint = {
    ok: colors.green,
    note: colors.dim,
    warning: colors.yellow,
    failure: colors.red,
    unreachable: colors.red,
  }[level];
  const indent = 2 + NAME_COLUMNS + 1;
  const [first = '', ...rest] = terminal.isTTY
    ? wrap(message, Math.max(LEAST_MESSAGE_COLUMNS, terminal.columns - indent))
    : [message];
  const text = level === 'note' ? colors.dim : (line: string) => line;
  terminal.out(`${paint(SYMBOLS[level])} ${colors.bold(name.padEnd(NAME_COLUMNS))} ${text(first)}\n`);
  for (const line of rest) terminal.out(`${' '.repeat(indent)}${text(line)}\n`);
}

/** What all lines come to. */
export function printSum(checks: readonly Check[], terminal: Terminal): void {
  const colors = pc.createColors(terminal.isTTY);
  const count = (...levels: readonly CheckLevel[]): number =>
    checks.filter(({ level }) => levels.includes(level)).length;
  const failures = count('failure', 'unreachable');
  const warnings = count('warning');
  const warned = warnings === 0 ? '' : `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  if (failures === 0) {
    terminal.out(`\n${colors.green(warned === '' ? 'Everything is in order.' : `Ready, with ${warned}.`)}\n`);
    return;
  }
  const failed = `${failures} ${failures === 1 ? 'problem' : 'problems'} to solve`;
  terminal.out(`\n${colors.red(`${failed}${warned === '' ? '' : ` and ${warned}`}.`)}\n`);
}
