import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Stripe from 'stripe';
import { jsonObjectOf, withJsonObject } from '../json-object.ts';

/** What the network gave for one request. */
export type Exchange =
  /** A JSON object came back, whatever its status. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: AnswerHeaders;
      readonly body: Readonly<Record<string, unknown>>;
    }
  /** Something came back that is not a whole JSON object. */
  | { readonly kind: 'garbled'; readonly status: number; readonly headers: AnswerHeaders }
  /** Nothing came back. `left`: false only when no connection was made, so that nothing can have arrived. */
  | { readonly kind: 'lost'; readonly left: boolean; readonly reason: string }
  /** Our own deadline passed first. */
  | { readonly kind: 'late' };

type AnswerHeaders = Readonly<Record<string, unknown>>;

/** Errors of a connection that never came about. */
const NEVER_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * An HTTP client for the SDK that carries one request and notes what came of it. The SDK repeats a request whose connection
 * was closed even when told to repeat nothing, after Stripe may have acted on it; here a second request is never carried.
 */
export class OneRequest implements Stripe.HttpClient {
  private readonly inner: Stripe.HttpClient;
  private readonly agent: HttpAgent | null;
  private readonly mayPass: (method: string, path: string) => boolean;
  private exchange: Exchange | null = null;
  private carried = false;

  /**
   * `mayPass` says which requests may leave at all. `inner` carries them in place of Node's own client, which opens a
   * connection for this request alone.
   */
  constructor(options: {
    readonly protocol: 'http' | 'https';
    readonly mayPass: (method: string, path: string) => boolean;
    readonly inner?: Stripe.HttpClient;
  }) {
    // A connection that was kept may be closed already; a new one cannot.
    const agent =
      options.protocol === 'https'
        ? new HttpsAgent({ keepAlive: false })
        : new HttpAgent({ keepAlive: false });
    this.agent = options.inner === undefined ? agent : null;
    this.inner = options.inner ?? Stripe.createNodeHttpClient(agent);
    this.mayPass = options.mayPass;
  }

  /** What came of it so far; null while nothing did, or when no request was carried. */
  get result(): Exchange | null {
    return this.exchange;
  }

  /** True once the request was handed to the network. */
  get hasLeft(): boolean {
    return this.carried;
  }

  getClientName(): string {
    return this.inner.getClientName();
  }

  async makeRequest(
    ...request: Parameters<Stripe.HttpClient['makeRequest']>
  ): ReturnType<Stripe.HttpClient['makeRequest']> {
    const [, , path, method] = request;
    if (!this.mayPass(method, path)) {
      throw new Error(`the writing Stripe client does not send ${method} ${path}`);
    }
    if (this.carried) throw new Error('the writing Stripe client sends a request once');
    this.carried = true;
    try {
      const response = await this.inner.makeRequest(...request);
      return this.listening(response);
    } catch (error) {
      const code = codeOf(error);
      this.exchange = { kind: 'lost', left: !NEVER_CONNECTED.has(code), reason: code };
      // Without its code the SDK does not take it for a closed connection.
      throw new Error(`no answer: ${code}`);
    }
  }

  /** Closes the connection, whatever is still going on. */
  close(): void {
    this.agent?.destroy();
  }

  private listening(response: Stripe.HttpClientResponse): Stripe.HttpClientResponse {
    const [status, headers] = [response.getStatusCode(), response.getHeaders()];
    this.exchange = { kind: 'garbled', status, headers };
    return {
      ...withJsonObject(response),
      toJSON: async () => {
        const body = await jsonObjectOf(response);
        this.exchange = { kind: 'answered', status, headers, body };
        // The SDK rewrites what it is given.
        return { ...body };
      },
    };
  }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'unknown';
}
