import { useCallback, useEffect, useRef, useState } from 'react';
import type { ProgressStep } from '../../../check/ports.ts';
import type { TicketView } from '../../sidebar/ticket-view.ts';
import { readEvents } from './event-stream.ts';
import type { Followed, Server, TicketAnswer, Trouble, Unchecked } from './server.ts';

export type Step = ProgressStep['kind'];

/** What is known of the ticket beside us. */
export interface TicketState {
  /** The newest check; kept while another runs, or the server is away. */
  readonly view: TicketView | null;
  /** Why there is none. */
  readonly unchecked: Unchecked | null;
  readonly running: string | null;
  /** Of the check that runs. */
  readonly steps: readonly Step[];
  readonly trouble: Trouble | null;
}

const NOTHING: TicketState = { view: null, unchecked: null, running: null, steps: [], trouble: null };
/** A correction in one of these goes on without us. */
const UNDER_WAY: readonly string[] = ['proposed', 'awaiting_second', 'approved', 'executing', 'unknown'];
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** Follows a ticket: its newest check, the one that runs, and corrections under way, while the agent looks at it. */
export function useTicket(
  server: Server,
  ticketId: string,
  active: boolean,
): TicketState & {
  /** Reads the ticket anew. */
  readonly refresh: () => Promise<void>;
  /** Follows a check that was asked for here. */
  readonly checkBegan: (id: string) => void;
} {
  const [state, setState] = useState<TicketState>(NOTHING);
  const failures = useRef(0);

  const refresh = useCallback(async () => {
    const answer = await server.ticket(ticketId);
    if (answer.kind === 'ok') failures.current = 0;
    setState((before) =>
      answer.kind === 'ok' ? afterReading(before, answer.body) : { ...before, trouble: answer.trouble },
    );
  }, [server, ticketId]);

  useEffect(() => {
    if (active) void refresh();
  }, [active, refresh]);

  const { trouble } = state;
  const isAway = trouble?.kind === 'unreachable' || trouble?.kind === 'busy';
  useEffect(() => {
    if (!active || !isAway) return;
    const again = (): void => {
      failures.current += 1;
      timer = window.setTimeout(again, waitMs(failures.current));
      void refresh();
    };
    let timer = window.setTimeout(again, waitMs(failures.current));
    return () => window.clearTimeout(timer);
  }, [active, isAway, refresh]);

  const isWatched = active && trouble === null && isUnderWay(state);
  const { running } = state;
  useEffect(() => {
    if (!isWatched) return;
    const leave = new AbortController();
    const followed = running === null ? { ticket: ticketId } : { check: running };
    void follow(server, followed, leave.signal, refresh, setState);
    return () => leave.abort();
  }, [isWatched, running, server, ticketId, refresh]);

  const checkBegan = useCallback(
    (id: string) => setState((before) => ({ ...before, running: id, steps: [] })),
    [],
  );

  return { ...state, refresh, checkBegan };
}

function afterReading(before: TicketState, answer: TicketAnswer): TicketState {
  const running = answer.kind === 'checked' ? answer.view.running : answer.running;
  const steps = running !== null && running === before.running ? before.steps : [];
  return answer.kind === 'checked'
    ? { view: answer.view, unchecked: null, running, steps, trouble: null }
    : { view: null, unchecked: answer.why, running, steps, trouble: null };
}

/** Whether something may happen without us: a check runs, is on its way, or a correction is not settled. */
function isUnderWay({ view, unchecked, running }: TicketState): boolean {
  if (running !== null || unchecked !== null) return true;
  return view?.corrections.some(({ state }) => UNDER_WAY.includes(state)) ?? false;
}

type Change = (change: (before: TicketState) => TicketState) => void;

/** Listens until nobody wants to any more. */
async function follow(
  server: Server,
  followed: Followed,
  signal: AbortSignal,
  refresh: () => Promise<void>,
  change: Change,
): Promise<void> {
  while (!signal.aborted) {
    const answer = await server.events(followed, signal);
    if (signal.aborted) return;
    if (answer.kind === 'trouble') {
      // A check that is not there any more ended without a result: the ticket says what there is.
      if (answer.trouble.kind === 'missing' && 'check' in followed) return refresh();
      change((before) => ({ ...before, trouble: answer.trouble }));
      return;
    }
    // What happened to the ticket before its stream began; that of a check begins with all its steps.
    if ('ticket' in followed) await refresh();
    try {
      for await (const { name, data } of readEvents(answer.body)) {
        if (signal.aborted) return;
        if (name === 'changed' || name === 'done') await refresh();
        if (name === 'steps') change((before) => withSteps(before, data));
      }
    } catch {
      // The connection broke: begun anew below.
    }
    await new Promise((resolve) => window.setTimeout(resolve, FIRST_WAIT_MS));
  }
}

function withSteps(before: TicketState, data: string): TicketState {
  const { check, steps } = JSON.parse(data) as { check: string; steps: Step[] };
  return { ...before, running: check, steps };
}

function waitMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
}
