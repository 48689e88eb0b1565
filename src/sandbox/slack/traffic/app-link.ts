import type { SandboxClock } from '../clock.ts';
import { isRecord, type JsonRecord, parseJson } from '../json.ts';
import type { EnvelopeType, SocketMode } from '../socket-mode/socket-mode.ts';
import { FORM, type Forgery, JSON_TYPE, type SentRequest, sign } from './signed-request.ts';

/** What became of a request, in the words Slack uses when it tells a person that a command failed. */
export type Outcome =
  | 'acknowledged'
  | 'operation_timeout'
  | 'http_client_error'
  | 'http_service_error'
  | 'dispatch_failed';

export interface Answer {
  readonly outcome: Outcome;
  /** Null without an answer and over Socket Mode. */
  readonly status: number | null;
  readonly body: string;
  /** The body as JSON, where it is an object. */
  readonly json: JsonRecord | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly ms: number;
  /** Null over Socket Mode. */
  readonly request: SentRequest | null;
}

export interface Retry {
  readonly attempt: number;
  readonly reason: string;
}

export interface AppLinkOptions {
  readonly signingSecret: string;
  readonly clock: SandboxClock;
  readonly socketMode: SocketMode | null;
  /** Slack: 3,000. */
  readonly acknowledgeMs: number;
}

/** The way from Slack to the app: its request URL, or its sockets when it has none. */
export class AppLink {
  requestUrl: string | null = null;
  private readonly options: AppLinkOptions;

  constructor(options: AppLinkOptions) {
    this.options = options;
  }

  /** Whether there is a way at all; without one Slack sends no events. */
  get isSet(): boolean {
    return this.requestUrl !== null || this.options.socketMode !== null;
  }

  /** A command: form fields. */
  command(fields: Readonly<Record<string, string>>, forge?: Forgery): Promise<Answer> {
    return this.send('slash_commands', fields, FORM, new URLSearchParams(fields).toString(), forge);
  }

  /** Clicks, shortcuts and views: JSON in one form field. */
  interaction(payload: JsonRecord, forge?: Forgery): Promise<Answer> {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    return this.send('interactive', payload, FORM, body, forge);
  }

  event(payload: JsonRecord, retry: Retry | null, forge?: Forgery): Promise<Answer> {
    return this.send('events_api', payload, JSON_TYPE, JSON.stringify(payload), forge, retry);
  }

  /** The same bytes once more. */
  repeat(request: SentRequest): Promise<Answer> {
    return this.post(request);
  }

  private send(
    type: EnvelopeType,
    payload: JsonRecord,
    contentType: typeof FORM | typeof JSON_TYPE,
    body: string,
    forge: Forgery = {},
    retry: Retry | null = null,
  ): Promise<Answer> {
    const { clock, signingSecret, socketMode } = this.options;
    if (this.requestUrl === null && socketMode !== null)
      return this.envelope(socketMode, type, payload, retry);
    if (this.requestUrl === null)
      throw new Error('Call setRequestUrl() first: the Slack sandbox does not know where the app listens.');
    const headers: Readonly<Record<string, string>> =
      retry === null
        ? {}
        : { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason };
    const unsigned = { url: this.requestUrl, contentType, body, headers };
    return this.post(sign(unsigned, signingSecret, clock.signing(), forge));
  }

  private async post(request: SentRequest): Promise<Answer> {
    const started = performance.now();
    const answer = (outcome: Outcome, status: number | null, body: string, headers = {}): Answer => {
      const parsed = parseJson(body)?.value;
      const json = isRecord(parsed) ? parsed : null;
      return { outcome, status, body, json, headers, ms: performance.now() - started, request };
    };
    try {
      const response = await fetch(request.url, {
        method: 'POST',
        headers: request.headers,
        body: request.body,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.options.acknowledgeMs),
      });
      const body = await response.text();
      return answer(outcomeOf(response.status), response.status, body, Object.fromEntries(response.headers));
    } catch (error) {
      const late = error instanceof DOMException && error.name === 'TimeoutError';
      return answer(late ? 'operation_timeout' : 'dispatch_failed', null, '');
    }
  }

  private async envelope(
    socketMode: SocketMode,
    type: EnvelopeType,
    payload: JsonRecord,
    retry: Retry | null,
  ): Promise<Answer> {
    if (socketMode.connected === 0) return overSocket('dispatch_failed', null, 0);
    const receipt = await socketMode.send(type, payload, {
      timeoutMs: this.options.acknowledgeMs,
      ...(retry === null ? {} : { retry }),
    });
    return overSocket(
      receipt.payload === null ? 'operation_timeout' : 'acknowledged',
      receipt.payload,
      receipt.ms,
    );
  }
}

function overSocket(outcome: Outcome, json: JsonRecord | null, ms: number): Answer {
  const empty = json === null || Object.keys(json).length === 0;
  return {
    outcome,
    status: null,
    body: empty ? '' : JSON.stringify(json),
    json: empty ? null : json,
    headers: {},
    ms,
    request: null,
  };
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return 'acknowledged';
  return status < 500 ? 'http_client_error' : 'http_service_error';
}
