import type { ZodType } from 'zod';
import type { SandboxAnswer, SandboxRequest } from '../http/exchange.ts';
import { failure, fresh, readJson } from './answers.ts';
import { NotPossible } from './not-possible.ts';

const MAX_WAIT_MS = 20_000;

/** A local service whose changes are counted. */
interface Counted {
  readonly revision: number;
  until(condition: () => boolean, timeoutMs?: number): Promise<void>;
}

/**
 * Resolves when something is newer than the request's `after`, at once without one, and after 20 seconds in any case:
 * nothing new in time is no failure, the page asks again.
 */
export async function newsFor({ query }: SandboxRequest, side: Counted): Promise<void> {
  const after = Number(query.get('after') ?? -1);
  if (side.revision <= after) await side.until(() => side.revision > after, MAX_WAIT_MS).catch(() => {});
}

/** Does what the body asks for: 400 with `sentence` for what is no act, 409 with its own sentence what cannot be done. */
export async function done<Act>(
  request: SandboxRequest,
  shape: ZodType<Act>,
  sentence: string,
  perform: (act: Act) => unknown,
): Promise<SandboxAnswer> {
  const parsed = shape.safeParse(readJson(request));
  if (!parsed.success) return failure(400, sentence);
  try {
    return fresh(await perform(parsed.data));
  } catch (error) {
    if (error instanceof NotPossible) return failure(409, error.message);
    throw error;
  }
}
