import type { SandboxAnswer, SandboxRequest } from '../../fault-injection.ts';
import type { JsonRecord } from '../json.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readArguments } from './arguments.ts';
import { type Method, needScope } from './call.ts';
import { CHAT_METHODS } from './chat.ts';
import { DIRECTORY_METHODS } from './directory.ts';
import { HISTORY_METHODS } from './history.ts';
import type { RateLimits } from './rate-limits.ts';
import { Refusal } from './refusal.ts';
import { STREAM_METHODS } from './streams.ts';
import { VIEW_METHODS } from './views.ts';

/** One call of the Web API as it was answered; the token is left out. */
export interface WebApiCall {
  readonly method: string;
  readonly args: JsonRecord;
  /** Null when it was answered with `ok: true`. */
  readonly error: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const MAXIMUM_CALLS_REMEMBERED = 20_000;

export interface Tokens {
  readonly bot: string;
  readonly app: string | null;
  revoked: boolean;
}

export interface WebApiOptions {
  readonly workspace: Workspace;
  readonly limits: RateLimits;
  readonly tokens: Tokens;
  /** The address for a new Socket Mode connection. */
  readonly connectionUrl: () => string;
}

/** Answers `POST /api/<method>`: who calls, whether they may, and how often. */
export class WebApi {
  /** Oldest first, at most 20,000. */
  readonly calls: WebApiCall[] = [];
  private readonly options: WebApiOptions;
  private readonly methods: ReadonlyMap<string, Method>;

  constructor(options: WebApiOptions) {
    this.options = options;
    this.methods = new Map(
      Object.entries({
        ...DIRECTORY_METHODS,
        ...CHAT_METHODS,
        ...STREAM_METHODS,
        ...VIEW_METHODS,
        ...HISTORY_METHODS,
        'apps.connections.open': this.openConnection(),
      }),
    );
  }

  answer(name: string, request: SandboxRequest): SandboxAnswer {
    let args: JsonRecord = {};
    try {
      const read = readArguments(request);
      args = read.args.values;
      const { workspace, limits } = this.options;
      const method = this.methods.get(name);
      if (method === undefined) throw new Refusal('unknown_method', { req_method: name });
      this.authenticate(read.token, method);
      limits.call(name, method.tier);
      needScope(workspace, method.scopes);
      const body = method.run({ workspace, limits, args: read.args });
      this.remember(name, args, null);
      return { status: 200, headers: this.scopeHeaders(method), body: { ok: true, ...body } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.remember(name, args, error.error);
      return refusalAnswer(error);
    }
  }

  private authenticate(token: string | null, method: Method): void {
    const { tokens } = this.options;
    if (token === null || token === '') throw new Refusal('not_authed');
    if (token !== tokens.bot && token !== tokens.app) throw new Refusal('invalid_auth');
    if (tokens.revoked) throw new Refusal('token_revoked');
    const wanted = method.token === 'app' ? tokens.app : tokens.bot;
    if (token !== wanted) throw new Refusal('not_allowed_token_type');
  }

  private scopeHeaders({ scopes }: Method): Readonly<Record<string, string>> {
    return {
      'x-oauth-scopes': [...this.options.workspace.manifest.scopes].join(','),
      ...(scopes.length === 0 ? {} : { 'x-accepted-oauth-scopes': scopes.join(',') }),
    };
  }

  private remember(method: string, args: JsonRecord, error: string | null): void {
    this.calls.push({ method, args, error, at: this.options.workspace.clock.now() });
    if (this.calls.length > MAXIMUM_CALLS_REMEMBERED) this.calls.shift();
  }

  private openConnection(): Method {
    return {
      scopes: [],
      tier: null,
      token: 'app',
      run: () => ({ url: this.options.connectionUrl() }),
    };
  }
}

function refusalAnswer(refusal: Refusal): SandboxAnswer {
  const body = { ok: false, error: refusal.error, ...refusal.details };
  return refusal.retryAfterSeconds === null
    ? { status: 200, body }
    : { status: 429, headers: { 'retry-after': String(refusal.retryAfterSeconds) }, body };
}
