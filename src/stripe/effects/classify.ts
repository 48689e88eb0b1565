import { z } from 'zod';
import type { Again, Refused, SendResult } from '../../corrections/ports.ts';
import { permissionName, secondsAsked, unixSeconds } from '../failure.ts';
import type { PreparedEffect } from './kind.ts';
import type { Exchange } from './one-request.ts';

/** Statuses below 500 that leave the outcome open. */
const OPEN_STATUSES: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** Refusals that an earlier request for the same effect can be the reason of. */
const MAY_BE_OURS: ReadonlySet<string> = new Set(['charge_already_refunded']);

const STRIPE_ERROR = z.object({
  error: z.object({
    type: z.string(),
    code: z.string().nullish(),
    message: z.string().nullish(),
  }),
});
type StripeError = z.infer<typeof STRIPE_ERROR>['error'];

/** What a sentence about a request needs to know. */
export interface SendContext {
  readonly effect: Pick<PreparedEffect, 'made' | 'permission' | 'refused_when_done'>;
  /** The environment variable the key came from. */
  readonly keyName: string;
  readonly origin: string;
}

/** What came of a request, from what the network gave. Anything not understood counts as no outcome yet. */
export function classify(exchange: Exchange, context: SendContext): SendResult {
  if (exchange.kind === 'late') return late();
  if (exchange.kind === 'lost') return lost(exchange, context);
  const { status, headers } = exchange;
  const answered = {
    server_time: unixSeconds(headers['date']),
    retry_after_seconds: secondsAsked(headers['retry-after']),
  };
  if (exchange.kind === 'garbled') return unreadable(answered);
  const replayed = headers['idempotent-replayed'] === 'true';
  if (status >= 200 && status < 300) {
    const made = context.effect.made(exchange.body);
    if (made === null) return unreadable(answered);
    return { kind: 'done', made, replayed, server_time: answered.server_time };
  }
  const { data } = STRIPE_ERROR.safeParse(exchange.body);
  // Not an error of Stripe's: something between us and Stripe answered.
  if (data === undefined) return unreadable(answered);
  if (status >= 500) {
    const isStored = replayed || headers['stripe-should-retry'] === 'false';
    return isStored ? storedFailure(status, answered) : serverError(status, answered);
  }
  if (OPEN_STATUSES.has(status)) return open(status, answered);
  return refused(status, data.error, context, answered);
}

type Answered = Pick<Again, 'server_time' | 'retry_after_seconds'>;

const UNANSWERED: Answered = { server_time: null, retry_after_seconds: null };

function late(): Again {
  return {
    ...UNANSWERED,
    kind: 'again',
    reason: 'timed_out',
    may_have_happened: true,
    sentence:
      'Stripe did not answer in time, so the outcome is not known yet: the same request is sent again.',
  };
}

function lost(
  { left, reason }: Extract<Exchange, { readonly kind: 'lost' }>,
  { origin }: SendContext,
): Again {
  if (reason === 'ETIMEDOUT') return late();
  return {
    ...UNANSWERED,
    kind: 'again',
    reason: 'unreachable',
    may_have_happened: left,
    sentence: left
      ? `The connection to Stripe was lost before an answer came (${reason}), so the outcome is not known yet: the same request is sent again.`
      : `Stripe could not be reached at ${origin} (${reason}), so nothing was sent: check the network.`,
  };
}

function unreadable(answered: Answered): Again {
  return {
    ...answered,
    kind: 'again',
    reason: 'unreadable_answer',
    may_have_happened: true,
    sentence:
      'The answer was not one Stripe gives, so the outcome is not known yet: the same request is sent again.',
  };
}

function serverError(status: number, answered: Answered): Again {
  return {
    ...answered,
    kind: 'again',
    reason: 'server_error',
    may_have_happened: true,
    sentence: `Stripe had an error of its own (${status}), so the outcome is not known yet: the same request is sent again.`,
  };
}

function storedFailure(status: number, { server_time }: Answered): SendResult {
  return {
    kind: 'stored_failure',
    status,
    server_time,
    sentence: `Stripe keeps answering this request with an error of its own (${status}): whether it was carried out is looked up, and nothing is sent again.`,
  };
}

/** Refused for now, before any work was done on it; in the case of 409 while another request is at it. */
function open(status: number, answered: Answered): Again {
  if (status === 429) {
    const { retry_after_seconds: wait } = answered;
    return {
      ...answered,
      kind: 'again',
      reason: 'limited',
      may_have_happened: false,
      sentence: `Stripe limits how often it may be asked: the same request is sent again in ${wait === null ? 'a while' : `${wait} s`}.`,
    };
  }
  return {
    ...answered,
    kind: 'again',
    reason: 'in_use',
    may_have_happened: true,
    sentence: 'Stripe is still working on an earlier request for this: the same request is sent again.',
  };
}

function refused(
  status: number,
  error: StripeError,
  { effect, keyName }: SendContext,
  { server_time }: Answered,
): Refused {
  const code = error.code ?? null;
  const permission = status === 403 ? (permissionName(error.message ?? '') ?? effect.permission) : null;
  return {
    kind: 'refused',
    status,
    code,
    sentence: sentenceFor(status, error, permission, keyName),
    permission,
    // The key was used for something else: what that did is to be looked up.
    find_first:
      effect.refused_when_done ||
      error.type === 'idempotency_error' ||
      (code !== null && MAY_BE_OURS.has(code)),
    server_time,
  };
}

const SENTENCES: Readonly<Record<string, string>> = {
  charge_already_refunded: 'Stripe has refunded this payment in full already: check the customer again.',
  charge_disputed: 'The payment is disputed, so Stripe does not refund it: wait for the dispute to end.',
  insufficient_funds:
    'The Stripe balance is too low for this refund: add funds in the Stripe Dashboard, then propose it again.',
  balance_insufficient:
    'The Stripe balance is too low for this refund: add funds in the Stripe Dashboard, then propose it again.',
  resource_missing:
    'Stripe has no such object with this key: check that both keys belong to the same account.',
  payment_intent_unexpected_state:
    'The payment has moved on since, so Stripe does not cancel it: check the customer again.',
  invoice_not_editable:
    'The invoice has changed since, so Stripe does not change it: check the customer again.',
};

/** None of Stripe's own texts get into it. */
function sentenceFor(
  status: number,
  { type, code }: StripeError,
  permission: string | null,
  keyName: string,
): string {
  if (status === 401) {
    return `Stripe did not accept the key in ${keyName}: it is wrong, revoked or expired; put a valid restricted key there.`;
  }
  if (permission !== null) {
    return `The key in ${keyName} may not do this: give it the permission "${permission}: Write" in the Stripe Dashboard.`;
  }
  if (type === 'idempotency_error') {
    return 'Stripe knows this idempotency key from another request: what that one did is looked up first.';
  }
  const known = typeof code === 'string' && Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined;
  const answer = [status, code].filter(Boolean).join(' ');
  return (
    known ?? `Stripe refused it (${answer}): check the customer again before proposing another correction.`
  );
}
