import pc from 'picocolors';
import { type Check, shortSecret } from '../doctor/check.ts';
import { printCheck } from '../doctor/print.ts';
import type { Terminal } from '../exit.ts';
import { isBegun, missingOf, type Service } from './services/service.ts';
import type { Values, Variable } from './variables.ts';

/** A terminal with somebody at it. */
export type Attended = Terminal & Required<Pick<Terminal, 'ask'>>;

/** A wrong answer may be given this often before we stop asking. */
const MAX_TRIES = 5;

export const isBad = ({ level }: Check): boolean => level === 'failure' || level === 'unreachable';

export function tellHeading(title: string, terminal: Terminal): void {
  terminal.out(`\n${pc.createColors(terminal.isTTY).bold(title)}\n`);
}

/**
 * Walks somebody through one service: says what to do there, asks for what is not known, tries it at once, and asks
 * again while it does not work. A service that is not needed is left out by answering the first question with Enter.
 */
export async function talkThrough(
  service: Service,
  known: Values,
  terminal: Attended,
): Promise<{ readonly values: Values; readonly checks: readonly Check[] }> {
  tellHeading(service.name, terminal);
  let values = known;
  let open = isBegun(service, known) ? missingOf(service, known) : service.variables;
  if (open.length > 0) for (const line of service.explain(known)) terminal.out(`  ${line}\n`);
  for (let tries = 1; ; tries += 1) {
    const answers = await askFor(open, service, values, terminal);
    if (answers === null) return { values: known, checks: [] };
    values = answers;
    const checks = await service.test(values, terminal.now());
    for (const check of checks) printCheck(check, terminal);
    if (!checks.some(isBad) || tries === MAX_TRIES) return { values, checks };
    const again = await terminal.ask(`Give other values for ${service.name}? [Y/n] `);
    if (/^n/i.test(again.trim())) return { values, checks };
    open = service.variables;
  }
}

/** The values with the answers; null when the service is to be left out. */
async function askFor(
  variables: readonly Variable[],
  service: Service,
  known: Values,
  terminal: Attended,
): Promise<Values | null> {
  let values = known;
  for (const [place, variable] of variables.entries()) {
    const answer = await askOne(variable, values[variable.name], terminal);
    if (answer !== '') values = { ...values, [variable.name]: answer };
    const unanswered = values[variable.name] === undefined && variable.optional !== true;
    if (unanswered && place === 0 && !service.needed && !isBegun(service, values)) {
      terminal.out(`  ${service.name} is left out; run setup again to add it.\n`);
      return null;
    }
  }
  return values;
}

async function askOne(variable: Variable, current: string | undefined, terminal: Attended): Promise<string> {
  const { name, label, secret = false, optional = false } = variable;
  const shown = current === undefined ? '' : ` [${secret ? shortSecret(current) : current}]`;
  const question = `  ${name}: ${label}${shown}\n  > `;
  const ask = secret ? (terminal.askSecret ?? terminal.ask) : terminal.ask;
  const answer = (await ask(question)).trim();
  return answer === '' && current === undefined && !optional ? (await ask(question)).trim() : answer;
}
