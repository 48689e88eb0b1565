import type { SandboxAnswer, SandboxRequest } from '../http/exchange.ts';

/** What the page asks for; nothing of it is kept. */
export function fresh(body: unknown): SandboxAnswer {
  return { status: 200, headers: NOT_KEPT, body };
}

/** `error` is a sentence for whoever sits at the desk. */
export function failure(status: number, error: string): SandboxAnswer {
  return { status, headers: NOT_KEPT, body: { error } };
}

const NOT_KEPT = { 'cache-control': 'no-store' };
const MAX_BODY_BYTES = 64 * 1024;

/** The body as JSON; undefined where it is none, or too long. */
export function readJson({ body }: SandboxRequest): unknown {
  if (body.byteLength > MAX_BODY_BYTES) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
