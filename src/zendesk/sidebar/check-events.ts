import type { ProgressStep } from '../../check/ports.ts';
import type { SidebarStore } from './ports.ts';
import { serverEvent, streamOf } from './server-events.ts';

/** Somebody waits for it. */
const LOOK_MS = 50;

export interface CheckEventsOptions {
  readonly store: Pick<SidebarStore, 'ticketOfCheckUnderWay' | 'ticketOfAnalysis'>;
  readonly stepsOf: (analysisId: string) => readonly ProgressStep['kind'][];
}

/**
 * How far one check is: `steps` whenever there is another, then `done`, whose `saved` says whether there is a check to be
 * read now; a ticket that turned out to be none of ours has none.
 */
export function checkEvents(
  { store, stepsOf }: CheckEventsOptions,
  check: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let told = -1;
  return streamOf(async () => {
    if ((await store.ticketOfCheckUnderWay(check)) === null) {
      const saved = (await store.ticketOfAnalysis(check)) !== null;
      return { events: [serverEvent('done', { check, saved })], next_look_ms: null };
    }
    const steps = stepsOf(check);
    const events = steps.length === told ? [] : [serverEvent('steps', { check, steps })];
    told = steps.length;
    return { events, next_look_ms: LOOK_MS };
  }, signal);
}
