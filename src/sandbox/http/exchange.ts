import type { IncomingHttpHeaders } from 'node:http';

/** One request, read completely. */
export interface SandboxRequest {
  readonly method: string;
  /** Path without the query, as sent (not percent-decoded). */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is sent back. `body` is sent as is when a string or bytes, else as JSON; absent means an empty body. */
export interface SandboxAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type SandboxHandler = (request: SandboxRequest) => SandboxAnswer | Promise<SandboxAnswer>;
