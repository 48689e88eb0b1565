import type { MadeInStripe } from '../../corrections/made-in-stripe.ts';
import type { Unreadable } from '../../corrections/ports.ts';
import { Calls, Deadline, Gate } from '../calls.ts';
import type { StripeClient } from '../client.ts';
import { StripeFailure } from '../failure.ts';
import { listBalanceEntries, listMade } from './list-made.ts';
import { lookAt } from './look-at.ts';
import { Reading } from './reading.ts';

/** Longest one look, and one list, may take as a whole, in milliseconds. A job has two minutes. */
export const MAX_LOOK_MS = 30_000;
export const MAX_LIST_MS = 50_000;

export interface MadeInStripeOptions {
  /** Never the key that writes. */
  readonly reading: StripeClient;
  /** Shared with others who read with the same key, so that one Retry-After holds back all. */
  readonly gate?: Gate;
  readonly lookMs?: number;
  readonly listMs?: number;
}

/** Looks again at what corrections made. */
export function createMadeInStripe({
  reading: client,
  gate = new Gate(),
  lookMs = MAX_LOOK_MS,
  listMs = MAX_LIST_MS,
}: MadeInStripeOptions): MadeInStripe {
  const within = async <T>(
    milliseconds: number,
    ask: (reading: Reading) => Promise<T>,
  ): Promise<T | Unreadable> => {
    const deadline = new Deadline(milliseconds);
    try {
      return await ask(new Reading(new Calls(client, gate, deadline)));
    } catch (error) {
      if (!(error instanceof StripeFailure)) throw error;
      return { kind: 'unreadable', sentence: error.message, retry_after_seconds: error.retry_after };
    } finally {
      deadline.close();
    }
  };

  return {
    lookAt: (objects) =>
      within(lookMs, async (reading) => ({ kind: 'seen', objects: await lookAt(objects, reading) })),
    listMade: (created) =>
      within(listMs, async (reading) => ({ kind: 'listed', objects: await listMade(created, reading) })),
    listBalanceEntries: (customers, created) =>
      within(listMs, async (reading) => ({
        kind: 'listed',
        objects: await listBalanceEntries(customers, created, reading),
      })),
  };
}
