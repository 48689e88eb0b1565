import type { Answer } from './app-link.ts';
import type { Seen } from './seen.ts';

/** One request to the app, its answer, and what the person sees of it. */
export interface Delivery extends Answer {
  /** What Slack tells the person when it could not use the answer; null when it could. */
  readonly notice: string | null;
  /** The address it gave the app to answer through; null where it gave none. */
  readonly responseUrl: string | null;
  readonly seen: Seen;
}

/** `trouble`: what was wrong with an answer that came in time. */
export function delivery(
  answer: Answer,
  seen: Seen,
  what: string,
  responseUrl: string | null = null,
  trouble: string | null = null,
): Delivery {
  const error = answer.outcome === 'acknowledged' ? trouble : answer.outcome;
  const notice = error === null ? null : `${what} failed with the error "${error}"`;
  return { ...answer, seen, responseUrl, notice };
}
