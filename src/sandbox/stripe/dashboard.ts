import { type DisputeRequest, Disputes } from '../ledger/disputes.ts';
import type { Dispute, Refund } from '../ledger/wire.ts';
import { unrecognizedUrl } from './errors.ts';
import type { Param, Params } from './params.ts';
import type { Writer } from './writer.ts';
import type { Cause } from './writes/desk.ts';
import { type Answered, checkParameters } from './writes/endpoint.ts';

/** Parameters as one writes them in code. */
export type PlainParams = { readonly [name: string]: PlainParam };
type PlainParam = string | number | boolean | readonly PlainParam[] | PlainParams;

/** Somebody with the Dashboard open: what they do is done without a key of the application's and without its metadata. */
export class Dashboard {
  private readonly writer: Writer;
  private readonly cause: Cause;

  constructor(writer: Writer, livemode: boolean) {
    this.writer = writer;
    this.cause = { by: 'dashboard', livemode, requestId: null, idempotencyKey: null };
  }

  /** Refunds a charge, or part of it. @throws {StripeRefusal} when Stripe does not let them. */
  refund(
    charge: string,
    request: { readonly amount?: number; readonly reason?: string; readonly metadata?: PlainParams } = {},
  ): Refund {
    return this.does('POST', '/v1/refunds', { charge, ...request }) as Refund;
  }

  /**
   * Does by hand what an endpoint does, e.g. `does('POST', '/v1/invoices/in_1/void')`.
   * @throws {StripeRefusal} when Stripe does not let them.
   */
  does(method: 'POST' | 'DELETE', path: string, params: PlainParams = {}): Answered {
    const route = this.writer.route(method, path);
    if (route === null) throw unrecognizedUrl(method, path);
    const sent = asParams(params);
    checkParameters(route.endpoint, sent);
    const work = route.endpoint.prepare(sent, route.id);
    return this.writer.perform(this.cause, `dashboard ${method} ${route.endpoint.path}`, work);
  }

  /** A customer's bank takes a charge back; not done in the Dashboard, but seen there first. */
  openDispute(charge: string, request: DisputeRequest = {}): Dispute {
    return this.writer.perform({ ...this.cause, by: 'bank' }, 'bank dispute', (desk) => {
      const open = desk.edit('charge', charge, 'path');
      const dispute = new Disputes(desk.book, desk.silent).open(open, request);
      desk.tell('charge.dispute.created', dispute);
      return dispute;
    });
  }

  /** The dispute moves on: `under_review`, `won`, `lost`, `warning_closed`. */
  settleDispute(id: string, status: Dispute['status']): Dispute {
    return this.writer.perform({ ...this.cause, by: 'bank' }, 'bank dispute', (desk) => {
      const dispute = desk.edit('dispute', id, 'path');
      new Disputes(desk.book, desk.silent).settle(dispute, status);
      const isClosed = status === 'won' || status === 'lost' || status === 'warning_closed';
      desk.tell(isClosed ? 'charge.dispute.closed' : 'charge.dispute.updated', dispute);
      return dispute;
    });
  }
}

function asParams(params: PlainParams): Params {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, asParam(value)]));
}

function asParam(value: PlainParam): Param {
  if (Array.isArray(value)) return (value as readonly PlainParam[]).map(asParam);
  if (typeof value === 'object') return asParams(value as PlainParams);
  return String(value);
}
