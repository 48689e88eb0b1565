import type { ProgressStep } from '../../check/ports.ts';
import type { SidebarStore } from './ports.ts';
import { serverEvent, streamOf } from './server-events.ts';

/** Somebody waits for a check; a correction takes its time. */
const RUNNING_LOOK_MS = 100;
const RESTING_LOOK_MS = 500;

export interface TicketEventsOptions {
  readonly store: Pick<SidebarStore, 'checkUnderWay' | 'latestAnalysisIdOfTicket' | 'correctionsMark'>;
  readonly stepsOf: (analysisId: string) => readonly ProgressStep['kind'][];
}

/**
 * What happens to a ticket while somebody looks: `steps` of the check that runs, `changed` when the ticket has to be read
 * again. It carries no content of its own.
 */
export function ticketEvents(
  { store, stepsOf }: TicketEventsOptions,
  ticketId: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let mark: string | null = null;
  let shown = '';
  return streamOf(async () => {
    const [running, latest, corrections] = await Promise.all([
      store.checkUnderWay(ticketId),
      store.latestAnalysisIdOfTicket(ticketId),
      store.correctionsMark(ticketId),
    ]);
    const events: string[] = [];
    const steps = running === null ? '' : serverEvent('steps', { check: running, steps: stepsOf(running) });
    if (steps !== shown && steps !== '') events.push(steps);
    const now = [running, latest, corrections].join('|');
    if (mark !== null && mark !== now) events.push(serverEvent('changed', {}));
    shown = steps;
    mark = now;
    return { events, next_look_ms: running === null ? RESTING_LOOK_MS : RUNNING_LOOK_MS };
  }, signal);
}
