import { createHmac } from 'node:crypto';
import type { LedgerEvent } from '../ledger/wire.ts';
import type { StripeClock } from './clock.ts';

/** A POST to the application, as it goes out. */
export interface WebhookRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface WebhookEndpoint {
  /** Where to; or give `send`, which stands for the network in a simulation and resolves to the HTTP status. */
  readonly url?: string;
  readonly send?: (request: WebhookRequest) => Promise<number>;
  /** Signing secret, e.g. `whsec_…`. */
  readonly secret: string;
  /** Types the endpoint is subscribed to (default: all). */
  readonly types?: readonly string[];
}

export interface WebhookDelivery {
  readonly event: LedgerEvent;
  /** HTTP status, or `failed` when there was none. */
  readonly attempts: (number | 'failed')[];
  outcome: 'waiting' | 'delivered' | 'failed';
}

/** In which order events that were held are sent. */
export type Order = 'oldest_first' | 'newest_first' | readonly LedgerEvent['id'][];

const TIMEOUT_MS = 10_000;
const MAX_DELIVERIES = 100_000;

/**
 * Sends events as Stripe does: signed (scheme v1), at least once, in no promised order. Nothing is sent again by itself:
 * `retry` does what Stripe does for days.
 */
export class Webhooks {
  /** How often each event is sent; 2 and more show "at least once". */
  copies = 1;
  readonly deliveries: WebhookDelivery[] = [];
  private endpoint: WebhookEndpoint | null = null;
  private isHeld = false;
  private readonly clock: StripeClock;
  private readonly running = new Set<Promise<void>>();

  constructor(clock: StripeClock) {
    this.clock = clock;
  }

  /** From now on events go there. */
  connect(endpoint: WebhookEndpoint): void {
    this.endpoint = endpoint;
  }

  disconnect(): void {
    this.endpoint = null;
  }

  /** Keeps events back until `release`. */
  hold(): void {
    this.isHeld = true;
  }

  /** Sends what was kept back, one after another in the order asked for, and keeps nothing back any more. */
  async release(order: Order = 'oldest_first'): Promise<void> {
    this.isHeld = false;
    for (const delivery of this.inOrder(order)) await this.deliver(delivery);
  }

  /** Sends events again that were delivered or not, one after another. */
  async repeat(events: readonly LedgerEvent['id'][]): Promise<void> {
    for (const id of events) {
      const delivery = this.deliveries.find(({ event }) => event.id === id);
      if (delivery !== undefined) await this.deliver(delivery);
    }
  }

  /** Sends again what has not been delivered. */
  async retry(): Promise<void> {
    for (const delivery of this.deliveries) if (delivery.outcome === 'failed') await this.deliver(delivery);
  }

  /** Resolves when everything under way has been answered. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  /** Takes new events; those the endpoint is not subscribed to are nobody's. */
  send(events: readonly LedgerEvent[]): void {
    const { endpoint } = this;
    if (endpoint === null) return;
    const wanted = events.filter(({ type }) => endpoint.types?.includes(type) ?? true);
    for (const event of wanted) {
      const delivery: WebhookDelivery = { event, attempts: [], outcome: 'waiting' };
      this.deliveries.push(delivery);
      if (this.deliveries.length > MAX_DELIVERIES) this.deliveries.shift();
      if (!this.isHeld) this.start(delivery);
    }
  }

  /** The body and headers of an event as they would go out now. */
  requestOf(event: LedgerEvent, secret: string): WebhookRequest {
    const body = JSON.stringify({ ...event, pending_webhooks: 1 }, null, 2);
    // Dated as the receiver's clock shows it: days may have passed here that did not there.
    const at = this.clock.outside;
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    return {
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': `t=${at},v1=${signature}`,
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
    };
  }

  private start(delivery: WebhookDelivery): void {
    const run: Promise<void> = this.deliver(delivery).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async deliver(delivery: WebhookDelivery): Promise<void> {
    const { endpoint } = this;
    if (endpoint === null) return;
    for (let copy = 0; copy < this.copies; copy += 1) {
      const result = await attempt(endpoint, this.requestOf(delivery.event, endpoint.secret));
      delivery.attempts.push(result);
      const isDelivered = result !== 'failed' && result >= 200 && result < 300;
      if (isDelivered) delivery.outcome = 'delivered';
      else if (delivery.outcome === 'waiting') delivery.outcome = 'failed';
    }
  }

  private inOrder(order: Order): readonly WebhookDelivery[] {
    const waiting = this.deliveries.filter(({ outcome }) => outcome === 'waiting');
    if (order === 'oldest_first') return waiting;
    if (order === 'newest_first') return waiting.toReversed();
    return order.flatMap((id) => waiting.find(({ event }) => event.id === id) ?? []);
  }
}

async function attempt(endpoint: WebhookEndpoint, request: WebhookRequest): Promise<number | 'failed'> {
  try {
    if (endpoint.send !== undefined) return await endpoint.send(request);
    const response = await fetch(endpoint.url ?? '', {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...request,
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 'failed';
  }
}
