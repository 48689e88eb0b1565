import { createHmac, randomUUID } from 'node:crypto';
import { ACCOUNT_ID, isoTime, type SandboxComment, type SandboxTicket, type SandboxUser } from './state.ts';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

export interface WebhookAttempt {
  /** HTTP status, or why there was none. */
  readonly result: number | 'timeout' | 'refused' | 'broken';
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface WebhookDelivery {
  readonly event_id: string;
  readonly type: string;
  readonly ticket_id: number;
  readonly attempts: WebhookAttempt[];
  /** `lost`: Zendesk gave up, and never comes back to it. */
  outcome: 'pending' | 'delivered' | 'lost';
}

/** Zendesk's rules for deliveries; times in milliseconds so that tests can shorten them. */
export interface WebhookRules {
  readonly timeoutMs: number;
  readonly conflictRetries: number;
  readonly timeoutRetries: number;
  /** After 429 and 503 with a Retry-After under 60 s. */
  readonly waitRetries: number;
  /** Between repeats after 409 and timeouts. */
  readonly retryPauseMs: number;
  /** Length of a Retry-After second. */
  readonly secondMs: number;
}
export const DEFAULT_RULES: WebhookRules = {
  timeoutMs: 10_000,
  conflictRetries: 3,
  timeoutRetries: 5,
  waitRetries: 5,
  retryPauseMs: 500,
  secondMs: 1000,
};

const MAXIMUM_RETRY_AFTER_SECONDS = 60;
const MAXIMUM_DELIVERIES_REMEMBERED = 20_000;
/**
 * The circuit breaker: 70 % errors in 5 minutes, or over 1,000, and everything pauses for 5 s. From how many
 * deliveries the share counts is not documented; 100 is assumed.
 */
const BREAKER = { share: 0.7, minimum: 100, errors: 1000, windowMs: 300_000, pauseSeconds: 5 };

/**
 * Sends events as Zendesk does: signed, at least once, in no order, and given up for good when the other side
 * cannot be reached or answers with any status but 409, 429 and 503.
 */
export class WebhookSender {
  target: WebhookTarget | null;
  /** How often each event is sent; 2 and more show "at least once". */
  copies = 1;
  /** Events are held back and sent in reverse order, this many at a time; 1 sends at once. */
  reverse = 1;
  readonly deliveries: WebhookDelivery[] = [];
  private readonly webhookId = randomUUID();
  private readonly rules: WebhookRules;
  private readonly now: () => number;
  private readonly held: (() => Promise<void>)[] = [];
  private readonly running = new Set<Promise<void>>();
  private outcomes: { readonly at: number; readonly failed: boolean }[] = [];
  private breakerOpenUntil = 0;
  private closed = false;

  constructor(target: WebhookTarget | null, rules: WebhookRules, now: () => number) {
    this.target = target;
    this.rules = rules;
    this.now = now;
  }

  /** Resolves when every event sent so far was delivered or lost. */
  async settled(): Promise<void> {
    this.flush();
    while (this.running.size > 0) await Promise.all(this.running);
  }

  close(): void {
    this.closed = true;
  }

  send(
    type: string,
    ticket: SandboxTicket,
    actor: SandboxUser,
    event: Readonly<Record<string, unknown>>,
  ): void {
    if (this.target === null || this.closed) return;
    const payload = this.payload(type, ticket, actor, event);
    const delivery: WebhookDelivery = {
      event_id: payload.id,
      type,
      ticket_id: ticket.id,
      attempts: [],
      outcome: 'pending',
    };
    this.deliveries.push(delivery);
    if (this.deliveries.length > MAXIMUM_DELIVERIES_REMEMBERED) this.deliveries.shift();
    const body = Buffer.from(JSON.stringify(payload));
    for (let copy = 0; copy < this.copies; copy += 1) this.held.push(() => this.deliver(delivery, body));
    if (this.held.length >= this.reverse * this.copies) this.flush();
  }

  private flush(): void {
    for (const start of this.held.splice(0).reverse()) {
      const run: Promise<void> = start().finally(() => this.running.delete(run));
      this.running.add(run);
    }
  }

  private payload(
    type: string,
    ticket: SandboxTicket,
    actor: SandboxUser,
    event: Readonly<Record<string, unknown>>,
  ) {
    const meta = { sequence: { id: randomUUID(), position: 1, total: 1 } };
    return {
      account_id: ACCOUNT_ID,
      id: randomUUID(),
      subject: `zen:ticket:${ticket.id}`,
      time: new Date(this.now()).toISOString(),
      type: `zen:event-type:${type}`,
      zendesk_event_version: '2022-11-06',
      event: { ...event, meta },
      detail: detail(ticket, actor),
    };
  }

  private async deliver(delivery: WebhookDelivery, body: Buffer): Promise<void> {
    const invocation = randomUUID();
    const tries = { conflict: 0, timeout: 0, wait: 0 };
    while (!this.closed) {
      await this.breakerPause();
      const { result, retryAfter } = await this.attempt(invocation, body);
      delivery.attempts.push({ result, at: this.now() });
      const failed = typeof result !== 'number' || result >= 400;
      this.countForBreaker(failed);
      if (!failed) {
        delivery.outcome = 'delivered';
        return;
      }
      const pause = this.pauseBeforeRetry(result, retryAfter, tries);
      if (pause === null) break;
      await sleep(pause);
    }
    if (delivery.outcome === 'pending') delivery.outcome = 'lost';
  }

  /** Milliseconds to wait before trying again, or null: no further try. */
  private pauseBeforeRetry(
    result: WebhookAttempt['result'],
    retryAfter: number | null,
    tries: { conflict: number; timeout: number; wait: number },
  ): number | null {
    const { rules } = this;
    if (result === 409) return tries.conflict++ < rules.conflictRetries ? rules.retryPauseMs : null;
    if (result === 'timeout') return tries.timeout++ < rules.timeoutRetries ? rules.retryPauseMs : null;
    if ((result === 429 || result === 503) && retryAfter !== null && retryAfter < MAXIMUM_RETRY_AFTER_SECONDS)
      return tries.wait++ < rules.waitRetries ? retryAfter * rules.secondMs : null;
    // A refused or broken connection and every other status: Zendesk does not come back.
    return null;
  }

  private async attempt(
    invocation: string,
    body: Buffer,
  ): Promise<{ readonly result: WebhookAttempt['result']; readonly retryAfter: number | null }> {
    if (this.target === null) return { result: 'refused', retryAfter: null };
    const timestamp = isoTime(this.now());
    const signature = createHmac('sha256', this.target.secret)
      .update(timestamp + body.toString('utf8'))
      .digest('base64');
    try {
      const response = await fetch(this.target.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Zendesk Webhook',
          'x-zendesk-account-id': String(ACCOUNT_ID),
          'x-zendesk-webhook-id': this.webhookId,
          'x-zendesk-webhook-invocation-id': invocation,
          'x-zendesk-webhook-signature': signature,
          'x-zendesk-webhook-signature-timestamp': timestamp,
        },
        body: new Uint8Array(body),
        signal: AbortSignal.timeout(this.rules.timeoutMs),
      });
      await response.arrayBuffer();
      const header = response.headers.get('retry-after');
      return { result: response.status, retryAfter: header === null ? null : Number(header) };
    } catch (error) {
      return { result: failureOf(error), retryAfter: null };
    }
  }

  private countForBreaker(failed: boolean): void {
    const now = this.now();
    this.outcomes.push({ at: now, failed });
    this.outcomes = this.outcomes.filter(({ at }) => at > now - BREAKER.windowMs);
    const errors = this.outcomes.filter((outcome) => outcome.failed).length;
    const share = errors / this.outcomes.length;
    if ((this.outcomes.length >= BREAKER.minimum && share >= BREAKER.share) || errors > BREAKER.errors) {
      this.breakerOpenUntil = now + BREAKER.pauseSeconds * this.rules.secondMs;
      this.outcomes = [];
    }
  }

  private async breakerPause(): Promise<void> {
    const wait = this.breakerOpenUntil - this.now();
    if (wait > 0) await sleep(wait);
  }
}

/** The ticket in a webhook: ids as strings, words in capitals. */
function detail(ticket: SandboxTicket, actor: SandboxUser) {
  return {
    actor_id: String(actor.id),
    assignee_id: null,
    brand_id: '8447346621310',
    created_at: isoTime(ticket.created_at),
    custom_status: '8447320465790',
    description: ticket.comments[0]?.body ?? '',
    external_id: null,
    form_id: ticket.form_id === null ? null : String(ticket.form_id),
    group_id: ticket.group_id === null ? null : String(ticket.group_id),
    id: String(ticket.id),
    is_public: true,
    organization_id: null,
    priority: 'NORMAL',
    requester_id: String(ticket.requester_id),
    status: ticket.status.toUpperCase(),
    subject: ticket.subject,
    submitter_id: String(ticket.submitter_id),
    tags: ticket.tags.length === 0 ? null : ticket.tags,
    type: 'QUESTION',
    updated_at: isoTime(ticket.updated_at),
    via: { channel: 'web_service' },
  };
}

/** The `event` of `ticket.comment_added`. */
export function commentAdded(
  comment: SandboxComment,
  author: SandboxUser,
): Readonly<Record<string, unknown>> {
  return {
    comment: {
      id: String(comment.id),
      body: comment.body,
      is_public: comment.public,
      author: { id: String(author.id), is_staff: author.role !== 'end-user', name: author.name },
    },
  };
}

function failureOf(error: unknown): 'timeout' | 'refused' | 'broken' {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout';
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED' ? 'refused' : 'broken';
}

/** Does not keep a process alive that has nothing else to do. */
function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
