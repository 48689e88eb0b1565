import { type Latency, type SandboxServer, startSandboxServer } from '../fault-injection.ts';
import { StripeAccount, type StripeAccountOptions } from './account.ts';

export { StripeAccount, type StripeAccountOptions } from './account.ts';
export { API_VERSION } from './api.ts';
export { DEFAULT_KEYS, type KeySpec, type Permissions, SANDBOX_KEYS } from './keys.ts';

export interface StripeSandboxOptions extends StripeAccountOptions {
  /** 0 (default) takes any free port. */
  readonly port?: number;
  /** Milliseconds a round trip takes (default 0). */
  readonly latencyMs?: Latency;
}

export interface StripeSandbox extends SandboxServer {
  /** The account behind the API: its clock, what was done to it, its banks, its Dashboard and its webhooks. */
  readonly account: StripeAccount;
}

/**
 * Starts a strict local server that stands for Stripe's API: it refuses what Stripe refuses, in Stripe's words, and what
 * it is asked to change is changed. Talk to it with
 * `new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', telemetry: false })`.
 */
export async function startStripeSandbox(options: StripeSandboxOptions): Promise<StripeSandbox> {
  const account = new StripeAccount(options);
  const server = await startSandboxServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }),
    handler: (request) => account.answer(request),
    onFailure: (status, message) => account.failure(status, message),
  });
  return { ...server, account };
}
