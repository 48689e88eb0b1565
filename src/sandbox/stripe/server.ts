import {
  type Latency,
  type SandboxAnswer,
  type SandboxServer,
  startSandboxServer,
} from '../fault-injection.ts';
import { API_VERSION, answerApi } from './api.ts';
import { StripeRefusal } from './errors.ts';
import { DEFAULT_KEYS, type KeySpec } from './keys.ts';
import { StripeStore } from './store.ts';

export { API_VERSION } from './api.ts';
export { DEFAULT_KEYS, type KeySpec, type Permissions, SANDBOX_KEYS } from './keys.ts';

export interface StripeSandboxOptions {
  /** What the account holds: a story world, or any flat list of objects with references as ids. */
  readonly world: { readonly objects: readonly { readonly id: string; readonly object: string }[] };
  /** 0 (default) takes any free port. */
  readonly port?: number;
  /** Milliseconds a round trip takes (default 0). */
  readonly latencyMs?: Latency;
  /** Keys by their text (default: `DEFAULT_KEYS`). */
  readonly keys?: Readonly<Record<string, KeySpec>>;
  /** Mode of the objects (default test mode). */
  readonly livemode?: boolean;
  /** Access to invoices a preview asks of a restricted key (default `read`). */
  readonly previewAccess?: 'read' | 'write';
}

/**
 * Starts a strict local server that stands for Stripe's API, reading half: it refuses what Stripe refuses, in
 * Stripe's words. Talk to it with `new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', telemetry: false })`.
 */
export async function startStripeSandbox(options: StripeSandboxOptions): Promise<SandboxServer> {
  const api = {
    store: new StripeStore(options.world.objects),
    livemode: options.livemode ?? false,
    keys: options.keys ?? DEFAULT_KEYS,
    previewAccess: options.previewAccess ?? 'read',
  };
  let answered = 0;
  const nextRequestId = (): string => {
    answered += 1;
    return `req_${answered.toString(36).padStart(14, '0')}`;
  };
  const withHeaders = (answer: SandboxAnswer, requestId: string): SandboxAnswer => ({
    ...answer,
    headers: { 'request-id': requestId, 'stripe-version': API_VERSION, ...answer.headers },
  });
  return startSandboxServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }),
    handler: (request) => {
      const requestId = nextRequestId();
      try {
        return withHeaders(answerApi(api, request), requestId);
      } catch (error) {
        if (!(error instanceof StripeRefusal)) throw error;
        return withHeaders(error.answer(requestId), requestId);
      }
    },
    onFailure: (status, message) => {
      const requestId = nextRequestId();
      return withHeaders(new StripeRefusal(status, message).answer(requestId), requestId);
    },
  });
}
