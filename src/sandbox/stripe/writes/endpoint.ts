import type { LedgerObject, SubscriptionItem } from '../../ledger/wire.ts';
import { notBuilt, unknownParameters } from '../errors.ts';
import type { Params } from '../params.ts';
import type { Desk } from './desk.ts';

/** What an endpoint answers when the object is gone. */
export interface Deleted {
  readonly id: string;
  readonly object: string;
  readonly deleted: true;
  readonly [field: string]: unknown;
}

/** What an endpoint answers with. */
export type Answered = LedgerObject | SubscriptionItem | Deleted;

/** The work of one request whose parameters are valid; run on a desk, it either changes the account or refuses. */
export type Work = (desk: Desk) => Answered;

/** An endpoint that changes the account. */
export interface WriteEndpoint {
  readonly method: 'POST' | 'DELETE';
  /** `:id` stands for one segment, e.g. `/v1/invoices/:id/void`. */
  readonly path: string;
  /** Kind whose write permission a restricted key needs. */
  readonly kind: string;
  /** Kind of the object answered, which `expand` is read against. */
  readonly answers: string;
  /** Parameters it takes, besides `expand`. */
  readonly takes: readonly string[];
  /** Parameters Stripe takes here and the sandbox does not offer. */
  readonly leavesOut?: readonly string[];
  /**
   * Reads the parameters. What it refuses is refused before the endpoint begins to work, so that no idempotency key
   * remembers it; what the work itself refuses is remembered.
   */
  readonly prepare: (params: Params, id: string) => Work;
}

/** @throws {StripeRefusal} 400 for a parameter Stripe does not know here, 501 for one the sandbox leaves out. */
export function checkParameters(endpoint: WriteEndpoint, params: Params): void {
  const known = new Set(['expand', ...endpoint.takes, ...(endpoint.leavesOut ?? [])]);
  const unknown = Object.keys(params).filter((name) => !known.has(name));
  if (unknown.length > 0) throw unknownParameters(unknown);
  const beyond = (endpoint.leavesOut ?? []).filter((name) => Object.hasOwn(params, name));
  if (beyond.length > 0) throw notBuilt(`${endpoint.method} ${endpoint.path} with ${beyond.join(', ')}`);
}
