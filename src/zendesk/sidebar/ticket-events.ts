import { setTimeout as sleep } from 'node:timers/promises';
import type { ProgressStep } from '../../check/ports.ts';
import type { SidebarStore } from './ports.ts';

/** Somebody waits for a check; a correction takes its time. */
const RUNNING_LOOK_MS = 100;
const RESTING_LOOK_MS = 500;
const HEARTBEAT_MS = 15_000;
/** The page opens a new one then, and who it is for is asked anew. */
const MAX_STREAM_MS = 5 * 60_000;

export interface TicketEventsOptions {
  readonly store: Pick<SidebarStore, 'waitingSidebarCheck' | 'latestAnalysisIdOfTicket' | 'correctionsMark'>;
  readonly stepsOf: (analysisId: string) => readonly ProgressStep['kind'][];
}

/**
 * What happens to a ticket while somebody looks, as server-sent events: `steps` of the check that runs, `changed` when
 * the ticket has to be read again, `end` when the stream has lasted long enough. It carries no content of its own.
 */
export async function* ticketEvents(
  { store, stepsOf }: TicketEventsOptions,
  ticketId: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const began = performance.now();
  let quietSince = began;
  let mark: string | null = null;
  let shown = '';
  yield 'retry: 1000\n\n';
  while (!signal.aborted && performance.now() - began < MAX_STREAM_MS) {
    const [running, latest, corrections] = await Promise.all([
      store.waitingSidebarCheck(ticketId),
      store.latestAnalysisIdOfTicket(ticketId),
      store.correctionsMark(ticketId),
    ]);
    const events: string[] = [];
    const steps = running === null ? '' : JSON.stringify({ check: running, steps: stepsOf(running) });
    if (steps !== shown && steps !== '') events.push(event('steps', steps));
    const now = [running, latest, corrections].join('|');
    if (mark !== null && mark !== now) events.push(event('changed', '{}'));
    shown = steps;
    mark = now;
    if (events.length > 0) {
      quietSince = performance.now();
      yield events.join('');
    } else if (performance.now() - quietSince > HEARTBEAT_MS) {
      quietSince = performance.now();
      yield ': still here\n\n';
    }
    await sleep(running === null ? RESTING_LOOK_MS : RUNNING_LOOK_MS, undefined, { signal }).catch(() => {});
  }
  yield event('end', '{}');
}

function event(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
