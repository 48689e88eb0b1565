import type { CorrectionStep } from '../../../src/analysis/finding.ts';
import type { ExecutedKind, PlannedEffect } from '../../../src/corrections/plan.ts';
import type { EffectMetadata, Effects } from '../../../src/corrections/ports.ts';
import {
  type SandboxAnswer,
  type SandboxRequest,
  type SandboxServer,
  startSandboxServer,
} from '../../../src/sandbox/fault-injection.ts';
import { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import { createStripeClient } from '../../../src/stripe/client.ts';
import { createStripeEffects } from '../../../src/stripe/effects/stripe-effects.ts';
import { createWriteClient, type WriteClient } from '../../../src/stripe/effects/write-client.ts';

export const MARKS: EffectMetadata = { correction_id: 'cor_1', effect_id: 'eff_1', ticket_id: '4711' };
export const STRIPE_MARKS = { correction_id: 'cor_1', effect_id: 'eff_1', ticket_id: '4711' };

export const writerOn = (
  url: string,
  options: { readonly key?: string; readonly deadlineMs?: number } = {},
) =>
  createWriteClient({
    apiKey: options.key ?? SANDBOX_KEYS.write,
    apiBase: url,
    ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
  });

/** Effects that read with the reading key and write with the writing one, over HTTP. */
export function effectsOn(
  url: string,
  options: {
    readonly writing?: WriteClient | null;
    readonly readKey?: string;
    readonly lookUpMs?: number;
  } = {},
): Effects {
  return createStripeEffects({
    reading: createStripeClient({ apiKey: options.readKey ?? SANDBOX_KEYS.read, apiBase: url }),
    writing: options.writing === undefined ? writerOn(url) : options.writing,
    ...(options.lookUpMs === undefined ? {} : { lookUpMs: options.lookUpMs }),
  });
}

export const effectOf = (
  kind: ExecutedKind,
  target: string,
  params: CorrectionStep['params'],
  money: { readonly amount?: number; readonly currency?: string } = {},
): PlannedEffect => ({
  position: 0,
  kind,
  step: { kind, target, amount: money.amount ?? null, currency: money.currency ?? null, params },
});

/** One sound effect of each kind, on objects that need not exist. */
export const SOUND: Readonly<Record<ExecutedKind, PlannedEffect>> = {
  refund: refundOf('ch_1', 1000),
  credit_note: effectOf(
    'credit_note',
    'in_1',
    {
      invoice: 'in_1',
      reason: 'duplicate',
      lines: [
        {
          type: 'invoice_line_item',
          invoice_line_item: 'il_1',
          amount: 4000,
          tax_amounts: [{ amount: 800, tax_rate: 'txr_1', taxable_amount: 4000 }],
        },
      ],
      refund_amount: 4800,
    },
    { amount: 4800, currency: 'usd' },
  ),
  void_invoice: voidOf('in_1'),
  customer_balance_credit: balanceOf('cus_1', 1500),
  cancel_subscription: cancelOf('sub_1'),
  remove_discount: effectOf('remove_discount', 'sub_1', { discounts: '', proration_behavior: 'none' }),
  cancel_payment_intent: intentOf('pi_1'),
};

export function refundOf(charge: string, amount: number, currency = 'usd'): PlannedEffect {
  return effectOf(
    'refund',
    charge,
    { charge, amount, reason: 'requested_by_customer' },
    { amount, currency },
  );
}

export function voidOf(invoice: string): PlannedEffect {
  return effectOf('void_invoice', invoice, { invoice });
}

/** `amount` to the customer; below zero takes credit off. */
export function balanceOf(customer: string, amount: number, currency = 'usd'): PlannedEffect {
  return effectOf(
    'customer_balance_credit',
    customer,
    { customer, amount: -amount, currency, description: 'Promised on 3 April.' },
    amount > 0 ? { amount, currency } : {},
  );
}

export function cancelOf(subscription: string): PlannedEffect {
  return effectOf('cancel_subscription', subscription, { subscription, prorate: false, invoice_now: false });
}

export function intentOf(intent: string): PlannedEffect {
  return effectOf('cancel_payment_intent', intent, {
    payment_intent: intent,
    cancellation_reason: 'requested_by_customer',
  });
}

/** What Stripe answers to each sound effect once it is made, cut to what matters. */
export const MADE: Readonly<Record<ExecutedKind, Readonly<Record<string, unknown>>>> = {
  refund: {
    id: 're_1',
    object: 'refund',
    amount: 1000,
    currency: 'usd',
    status: 'pending',
    metadata: STRIPE_MARKS,
  },
  credit_note: {
    id: 'cn_1',
    object: 'credit_note',
    amount: 4800,
    currency: 'usd',
    status: 'issued',
    refunds: [{ amount_refunded: 4800, refund: 're_2' }],
    customer_balance_transaction: null,
    metadata: STRIPE_MARKS,
  },
  void_invoice: {
    id: 'in_1',
    object: 'invoice',
    currency: 'usd',
    status: 'void',
    amount_paid: 0,
    amount_remaining: 4900,
  },
  customer_balance_credit: {
    id: 'cbtxn_1',
    object: 'customer_balance_transaction',
    amount: -1500,
    currency: 'usd',
    metadata: STRIPE_MARKS,
  },
  cancel_subscription: { id: 'sub_1', object: 'subscription', status: 'canceled', discounts: [] },
  remove_discount: { id: 'sub_1', object: 'subscription', status: 'active', discounts: [] },
  cancel_payment_intent: { id: 'pi_1', object: 'payment_intent', status: 'canceled' },
};

const running: SandboxServer[] = [];

export interface Canned extends SandboxServer {
  readonly seen: SandboxRequest[];
}

/** A server that gives exactly these answers, for what no sandbox would do. */
export async function canned(
  answer: (request: SandboxRequest) => SandboxAnswer | Promise<SandboxAnswer>,
): Promise<Canned> {
  const seen: SandboxRequest[] = [];
  const server = await startSandboxServer({
    handler: (request) => {
      seen.push(request);
      return answer(request);
    },
    onFailure: (status, message) => ({ status, body: { error: { type: 'api_error', message } } }),
  });
  running.push(server);
  return { ...server, seen };
}

export async function closeCanned(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.close()));
}

/** An error as Stripe words them. */
export const stripeError = (
  status: number,
  error: { readonly type?: string; readonly code?: string; readonly message?: string } = {},
  headers: Readonly<Record<string, string>> = {},
): SandboxAnswer => ({
  status,
  headers,
  body: { error: { type: 'invalid_request_error', message: 'No.', ...error } },
});

export const list = (data: readonly unknown[], has_more = false): SandboxAnswer => ({
  status: 200,
  body: { object: 'list', data, has_more, url: '/v1/list' },
});
