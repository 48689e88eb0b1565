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
    const said = await askFor(open, service, values, terminal);
    if (said === 'left out') {
      terminal.out(`  ${service.name} is left out; run setup again to add it.\n`);
      return { values: known, checks: [] };
    }
    values = said;
    const unanswered = missingOf(service, values).map(
      ({ name }): Check => ({ level: 'failure', name: service.name, message: `${name} is not set.` }),
    );
    const checks = unanswered.length > 0 ? unanswered : await service.test(values, terminal.now());
    for (const check of checks) printCheck(check, terminal);
    if (!checks.some(isBad) || unanswered.length > 0 || tries === MAX_TRIES) return { values, checks };
    const again = await terminal.ask(`Give other values for ${service.name}? [Y/n] `);
    if (/^n/i.test(again.trim())) return { values, checks };
    open = service.variables;
  }
}

/** The values with the answers. What is needed is asked for twice; then whoever sits there does not have it. */
async function askFor(
  variables: readonly Variable[],
  service: Service,
  known: Values,
  terminal: Attended,
): Promise<Values | 'left out'> {
  let values = known;
  for (const variable of variables) {
    const { name, optional = false } = variable;
    let answer = await askOne(variable, values[name], terminal);
    const isOpen = (): boolean => answer === '' && values[name] === undefined && !optional;
    if (isOpen() && !service.needed && !isBegun(service, values)) return 'left out';
    if (isOpen()) answer = await askOne(variable, undefined, terminal);
    if (isOpen()) return values;
    if (answer !== '') values = { ...values, [name]: answer };
  }
  return values;
}

async function askOne(variable: Variable, current: string | undefined, terminal: Attended): Promise<string> {
  const { name, label, secret = false } = variable;
  const shown = current === undefined ? '' : ` [${secret ? shortSecret(current) : current}]`;
  const ask = secret ? (terminal.askSecret ?? terminal.ask) : terminal.ask;
  return (await ask(`  ${name}: ${label}${shown}\n  > `)).trim();
}
