import { plural } from '../../analysis/wording.ts';
import type { ProgressStep } from '../../check/ports.ts';
import { bold, lines, richText, type SlackMessage, span } from './blocks.ts';
import { inertFallback, inertLine } from './inert.ts';

export interface ProgressInput {
  readonly query: string;
  /** What happened so far, in order. */
  readonly steps: readonly ProgressStep[];
  readonly elapsedMs: number;
}

const QUERY_MAX = 120;
const NAME_MAX = 60;
/** From here on the time is shown: a wait that is noticed. */
const SHOW_ELAPSED_FROM_MS = 3_000;

/** The first answer, at once: the same message as the progress that follows in its place. */
export function acknowledgement({ query }: Pick<ProgressInput, 'query'>): SlackMessage {
  return progressMessage({ query, steps: [], elapsedMs: 0 });
}

/** What is being done, in one line that grows. */
export function progressMessage(input: ProgressInput): SlackMessage {
  const { query } = input;
  const asked = inertLine(query, QUERY_MAX);
  const line = progressLine(input);
  return {
    text: `Checking ${inertFallback(query, QUERY_MAX) || 'this customer'}…`,
    blocks: [
      richText(
        lines([[bold(`⏳ Checking ${asked || 'this customer'}…`)], ...(line === '' ? [] : [[span(line)]])]),
      ),
    ],
  };
}

/** E.g. `Found Jane Roe · read 42 invoices · 90 rules, 2 findings · writing…`; empty before the first step. */
export function progressLine({ steps, elapsedMs }: Pick<ProgressInput, 'steps' | 'elapsedMs'>): string {
  const done = [...new Map(steps.map((step) => [step.kind, stepText(step)])).values()];
  const elapsed = elapsedMs >= SHOW_ELAPSED_FROM_MS ? [`${Math.round(elapsedMs / 1_000)} s`] : [];
  return [...done, ...elapsed].join(' · ');
}

function stepText(step: ProgressStep): string {
  switch (step.kind) {
    case 'customer_found': {
      const { name, email, id } = step.customer;
      return `Found ${inertLine(name ?? '', NAME_MAX) || inertLine(email ?? '', NAME_MAX) || inertLine(id, NAME_MAX)}`;
    }
    case 'history_read':
      return step.invoices === 0 && step.charges > 0
        ? `read ${plural(step.charges, 'charge')}`
        : `read ${plural(step.invoices, 'invoice')}`;
    case 'rules_run':
      return `${plural(step.rules, 'rule')}, ${plural(step.findings, 'finding')}`;
    case 'writing':
      return 'writing…';
  }
}
