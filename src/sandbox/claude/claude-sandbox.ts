import {
  type FaultInjector,
  type Latency,
  type LoggedRequest,
  startSandboxServer,
} from '../fault-injection.ts';
import { answerAsClaude } from './answer-as-claude.ts';
import { ClaudeBehaviour } from './behaviour.ts';
import { errorAnswer } from './errors.ts';

const MAX_KEPT_BODIES = 2_000;

export interface ClaudeSandboxOptions {
  /** The only key that is let in. */
  readonly apiKey: string;
  /** 0 (default) takes any free port. */
  readonly port?: number;
  /** Milliseconds a round trip takes (default 0). */
  readonly latencyMs?: Latency;
}

/** A local server in the place of Claude's API. */
export interface ClaudeSandbox {
  /** Origin: the value of `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  /** What the transport does wrong: see `claudeFaults` and the shared `faults`. */
  readonly faults: FaultInjector;
  /** What the model does wrong. */
  readonly behaviour: ClaudeBehaviour;
  readonly requests: readonly LoggedRequest[];
  /** The bodies as they arrived, oldest first, at most 2,000: to see what left the machine. */
  readonly bodies: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a strict local server that stands for `POST /v1/messages` of 2026-10-21, streamed or not, and for looking up a
 * model. It refuses what
 * the API refuses, keeps to the JSON schema it is given, and writes canned text from the facts of the request.
 */
export async function startClaudeSandbox(options: ClaudeSandboxOptions): Promise<ClaudeSandbox> {
  const behaviour = new ClaudeBehaviour();
  const bodies: string[] = [];
  const server = await startSandboxServer({
    handler: answerAsClaude({ apiKey: options.apiKey, behaviour }),
    onFailure: (status, message) =>
      errorAnswer(status, status === 413 ? 'request_too_large' : 'api_error', message),
    port: options.port ?? 0,
    latencyMs: options.latencyMs ?? 0,
    onRequest: (request) => {
      bodies.push(request.body.toString('utf8'));
      if (bodies.length > MAX_KEPT_BODIES) bodies.shift();
    },
  });
  return {
    url: server.url,
    faults: server.faults,
    behaviour,
    requests: server.requests,
    bodies,
    close: () => server.close(),
  };
}
