import type { StoredCorrection } from '../../db/corrections/index.ts';
import type { Store } from '../../db/store.ts';
import type { Recheck } from '../corrections/ports.ts';
import { ServiceError } from '../service-error.ts';

/** Longer than a customer's history takes; a note is not kept waiting for more. */
const RECHECK_MAX_MS = 45_000;

export type AskRecheck = (correction: StoredCorrection) => Promise<Recheck>;

/** Whether the fault is still there; where it is gone the correction is closed before anybody is told. */
export async function recheckNow(
  { recheck, store }: { readonly recheck: AskRecheck; readonly store: Pick<Store, 'closeCorrection'> },
  correction: StoredCorrection,
): Promise<Recheck> {
  if (correction.closed_at_ms !== null) return { kind: 'gone', sentence: '' };
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<Recheck>((resolve) => {
    const sentence = 'A new check took too long.';
    timer = setTimeout(
      () => resolve({ kind: 'unreadable', sentence, retry_after_seconds: null }),
      RECHECK_MAX_MS,
    );
  });
  try {
    const now = await Promise.race([recheck(correction), tooSlow]);
    if (now.kind === 'gone') await store.closeCorrection(correction.id);
    return now;
  } finally {
    clearTimeout(timer);
  }
}

/** Puts a job off like all that wait for Stripe; no time is named, so that other notes do not wait with it. */
export function stillDue(sentence: string): ServiceError {
  return new ServiceError(
    'stripe',
    'unreachable',
    `The new check after a correction is still due: ${sentence}`,
  );
}
