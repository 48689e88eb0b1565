import type { SandboxAnswer, SandboxRequest } from '../fault-injection.ts';
import type { LedgerEvent } from '../ledger/wire.ts';
import type { StripeClock } from './clock.ts';
import type { Effect, EffectLog } from './effects.ts';
import { StripeRefusal } from './errors.ts';
import { type ExpandTree, parseExpand, present } from './expand.ts';
import { IdempotencyKeys, type KeyedRequest } from './idempotency.ts';
import type { Caller } from './keys.ts';
import { listParam, type Params } from './params.ts';
import type { StoredObject, StripeStore } from './store.ts';
import type { WriteFaults } from './write-faults.ts';
import { type Cause, Desk } from './writes/desk.ts';
import { type Answered, checkParameters, type Work, type WriteEndpoint } from './writes/endpoint.ts';

/** A request that is to change something, its key checked. */
export interface WriteCall {
  readonly request: SandboxRequest;
  readonly caller: Caller;
  readonly path: string;
  readonly params: Params;
  readonly requestId: string;
}

/** Carries out what changes the account, once for each idempotency key. */
export class Writer {
  private readonly keys = new IdempotencyKeys();
  private readonly parts: {
    readonly store: StripeStore;
    readonly livemode: boolean;
    readonly clock: StripeClock;
    readonly effects: EffectLog;
    readonly faults: WriteFaults;
    readonly endpoints: readonly WriteEndpoint[];
    /** Told of what happened, after it is written down. */
    readonly onEvents: (events: readonly LedgerEvent[]) => void;
  };
  private desks = 0;

  constructor(parts: Writer['parts']) {
    this.parts = parts;
  }

  /** The endpoint for a request and the `:id` in its path; null when the sandbox has none. */
  route(method: string, path: string): { readonly endpoint: WriteEndpoint; readonly id: string } | null {
    for (const endpoint of this.parts.endpoints) {
      const id = endpoint.method === method ? idIn(endpoint.path, path) : null;
      if (id !== null) return { endpoint, id };
    }
    return null;
  }

  /** Answers a request. @throws {StripeRefusal} when it is refused before anything was begun. */
  answer(endpoint: WriteEndpoint, id: string, call: WriteCall): SandboxAnswer | Promise<SandboxAnswer> {
    const { caller, params, request, requestId } = call;
    caller.mustBeAllowed(endpoint.kind, 'write');
    checkParameters(endpoint, params);
    const tree = parseExpand(listParam(params, 'expand'), endpoint.answers, 'object', caller);
    const work = endpoint.prepare(params, id);
    const keyed = keyedRequest(call);
    if (keyed !== null) {
      const replayed = this.keys.take(keyed, this.parts.clock.now);
      if (replayed !== null) return replayed;
    }
    const cause: Cause = {
      by: 'api',
      livemode: caller.livemode,
      requestId,
      idempotencyKey: keyed?.key ?? null,
    };
    const operation = `${endpoint.method} ${endpoint.path}`;
    const begin = (): SandboxAnswer =>
      this.begin({ cause, operation, work, tree, keyed, request, requestId });
    const held = this.parts.faults.heldBy(request);
    return held === null ? begin() : held.then(begin);
  }

  /** What a piece of work would come to; nothing is changed. */
  tryOut(livemode: boolean, work: Work): Answered {
    const { store, clock } = this.parts;
    const cause: Cause = { by: 'api', livemode, requestId: null, idempotencyKey: null };
    return work(
      new Desk({ store, livemode: this.parts.livemode, now: clock.now, seed: 'sandbox preview', cause }),
    );
  }

  /** Does a piece of work: everything it changes is written down together, logged, and told of. */
  perform<T extends Answered>(cause: Cause, operation: string, work: (desk: Desk) => T): T {
    const { store, livemode, clock, effects, onEvents } = this.parts;
    this.desks += 1;
    const desk = new Desk({ store, livemode, now: clock.now, seed: `sandbox write ${this.desks}`, cause });
    const result = work(desk);
    const { touched, events } = desk.commit();
    const effect: Omit<Effect, 'number'> = {
      at: desk.now,
      operation,
      by: cause.by,
      request_id: cause.requestId,
      idempotency_key: cause.idempotencyKey,
      object: { object: result.object, id: result.id },
      touched,
      metadata: metadataOf(result),
    };
    effects.write(effect);
    onEvents(events);
    return result;
  }

  private begin(job: {
    readonly cause: Cause;
    readonly operation: string;
    readonly work: Work;
    readonly tree: ExpandTree;
    readonly keyed: KeyedRequest | null;
    readonly request: SandboxRequest;
    readonly requestId: string;
  }): SandboxAnswer {
    const { keyed } = job;
    try {
      const answer = this.carryOut(job);
      if (keyed !== null) this.keys.keep(keyed, answer);
      return answer;
    } catch (error) {
      // Neither a fault of the sandbox nor what it does not offer is an answer of Stripe's.
      if (keyed !== null) this.keys.release(keyed);
      throw error;
    }
  }

  private carryOut(job: Parameters<Writer['begin']>[0]): SandboxAnswer {
    const failure = this.parts.faults.strike(job.request);
    const failed = new StripeRefusal(500, 'An unknown error occurred').answer(job.requestId);
    if (failure === 'not_made') return failed;
    try {
      const result = this.perform(job.cause, job.operation, job.work);
      return failure === 'made' ? failed : { status: 200, body: this.sent(result, job.tree) };
    } catch (error) {
      if (!(error instanceof StripeRefusal) || error.status === NOT_OFFERED) throw error;
      return error.answer(job.requestId);
    }
  }

  private sent(result: Answered, tree: ExpandTree): unknown {
    const stored = 'deleted' in result ? undefined : this.parts.store.get(result.id);
    // Copied, because a replay answers what was true then.
    return structuredClone(stored === undefined ? result : present(this.parts.store, stored, tree));
  }
}

const NOT_OFFERED = 501;

/** DELETE is idempotent by itself: Stripe pays no attention to keys there. */
function keyedRequest({ request, caller, params, path, requestId }: WriteCall): KeyedRequest | null {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '' || request.method !== 'POST') return null;
  return { key, livemode: caller.livemode, path, parameters: canonical(params), requestId };
}

/** The same text for the same parameters in whatever order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

function metadataOf(result: Answered): Readonly<Record<string, string>> {
  const { metadata } = result as unknown as StoredObject;
  return typeof metadata === 'object' && metadata !== null ? (metadata as Record<string, string>) : {};
}

/** The `:id` of a pattern, '' for one without, or null when the path is another. */
function idIn(pattern: string, path: string): string | null {
  const at = pattern.indexOf(':id');
  if (at < 0) return pattern === path ? '' : null;
  const after = pattern.slice(at + ':id'.length);
  if (!path.startsWith(pattern.slice(0, at)) || !path.endsWith(after)) return null;
  const id = path.slice(at, path.length - after.length);
  if (id === '' || id.includes('/')) return null;
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
