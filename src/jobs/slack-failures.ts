import { LostLease, StoreFailed, StoreUnavailable } from '../../db/errors.ts';
import { ServiceError } from '../service-error.ts';

/** Longer than the reader's and the writer's own limits together, shorter than a job's. */
const CHECK_MAX_MS = 90_000;

/** A check took longer than anybody should wait for it. */
export class CheckTooSlow extends Error {
  override readonly name = 'CheckTooSlow';
}

/**
 * Whether a failure is the queue's business rather than the asker's: the store, the lease, or Slack itself, which
 * could not carry the sentence either.
 */
export function belongsToTheQueue(error: unknown, signal: AbortSignal): boolean {
  return (
    signal.aborted ||
    error instanceof LostLease ||
    error instanceof StoreFailed ||
    error instanceof StoreUnavailable ||
    (error instanceof ServiceError && error.service === 'slack')
  );
}

const NAMES = { stripe: 'Stripe', zendesk: 'Zendesk', anthropic: 'Claude', slack: 'Slack' } as const;

/** One sentence for the person who asked: what happened and what to do. */
export function sentenceFor(error: unknown): string {
  if (error instanceof CheckTooSlow)
    return 'The check took too long and was stopped: try again, or check one charge or invoice by its id.';
  if (!(error instanceof ServiceError))
    return 'The check failed because of a fault in billing-check, which is in its log: try again, and tell whoever runs it if it fails again.';
  const name = NAMES[error.service];
  switch (error.trouble) {
    case 'unreachable':
      return `${name} cannot be reached right now, so nothing was checked: try again in a few minutes.`;
    case 'limited':
      return `${name} is at its request limit, so nothing was checked: try again in a minute.`;
    case 'refused':
      return `${name} refused the key of billing-check, so nothing was checked: ask whoever runs it to run "billing-check doctor".`;
    case 'broken':
      return `${name} gave an answer that makes no sense, so nothing was checked: try again in a few minutes.`;
  }
}

/** Ends a check that hangs. What it still does afterwards is ignored. */
export async function withinPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new CheckTooSlow(`A check took longer than ${CHECK_MAX_MS} ms.`)),
      CHECK_MAX_MS,
    );
  });
  try {
    return await Promise.race([work, tooSlow]);
  } finally {
    clearTimeout(timer);
  }
}
