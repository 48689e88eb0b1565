import type { StoredCorrection, StoredDecision } from '../../../db/corrections/index.ts';
import type { Correction } from '../../../src/analysis/finding.ts';
import type { CorrectionPreview } from '../../../src/corrections/preview.ts';
import type { CorrectionCardInput } from '../../../src/slack/views/correction-card.ts';
import { CREDIT_NOTE, FINDING } from '../correction-setup.ts';

export const PROPOSED_MS = Date.UTC(2026, 10, 21, 9, 0);
const MINUTE_MS = 60_000;

/** Jane's correction as it is stored right after it was proposed; `over` replaces fields. */
export function stored(
  over: Partial<StoredCorrection> = {},
  drafted: Correction = CREDIT_NOTE,
): StoredCorrection {
  const { kind, target, amount, currency } = drafted;
  return {
    id: 'co_01m7ytsgqw000avp1nr4dvztaa4fz',
    analysis_id: 'an_01m7ytsgpe0006qgf19g01hmzdw09',
    finding_id: 'fi_1',
    fingerprint: FINDING.fingerprint,
    ticket_id: '4711',
    customer: 'cus_Jane',
    livemode: true,
    is_identified: true,
    kind,
    target,
    amount,
    currency,
    drafted,
    original: null,
    preview: null,
    outcome: null,
    requester: 'slack:U0MAYA',
    requester_human: null,
    state: 'proposed',
    version: 1,
    rev: 1,
    mode: 'live',
    request_id: 'rq_1',
    proposed_at_ms: PROPOSED_MS,
    expires_at_ms: PROPOSED_MS + 72 * 60 * MINUTE_MS,
    approved_at_ms: null,
    settled_at_ms: null,
    reminded_at_ms: null,
    closed_at_ms: null,
    decisions: [],
    acts: [],
    effects: [],
    ...over,
  };
}

/** What came of the one step of {@link CREDIT_NOTE}. */
export function effect(
  state: StoredCorrection['effects'][number]['state'],
  over: Partial<StoredCorrection['effects'][number]> = {},
): StoredCorrection['effects'][number] {
  const [step] = CREDIT_NOTE.steps;
  return {
    id: 'ef_1',
    correction_id: 'co_1',
    position: 0,
    kind: 'credit_note',
    target: 'in_1Twice',
    amount: 5_950,
    currency: 'usd',
    params: JSON.stringify(step?.params ?? {}),
    state,
    idempotency_key: 'ef_1',
    request_hash: 'hash',
    first_sent_at_ms: PROPOSED_MS,
    sent_server_s: null,
    unclear: 0,
    tries: 1,
    absent_server_s: null,
    result: null,
    sentence: null,
    settled_at_ms: null,
    ...over,
  };
}

/** What Stripe made of it, as it is stored. */
export const MADE = JSON.stringify({
  object: 'credit_note',
  id: 'cn_1',
  also: [{ object: 'refund', id: 're_1' }],
  amount: 5_950,
  currency: 'usd',
  status: 'issued',
});

/** The `n`th decision, four minutes after the one before. */
export function decided(
  verdict: StoredDecision['verdict'],
  actor: string,
  n = 1,
  reason: string | null = null,
): StoredDecision {
  return {
    correction_version: 1,
    actor,
    human: null,
    verdict,
    reason,
    approved_hash: 'hash',
    mac: 'mac',
    decided_at_ms: PROPOSED_MS + n * 4 * MINUTE_MS,
  };
}

export const PREVIEW: CorrectionPreview = {
  lines: [
    { label: 'Invoice in_1Twice, credited', before: '$0.00', after: '$59.50' },
    { label: 'Refunded to the card', before: '$0.00', after: '$59.50' },
  ],
  next_invoice: { before: { amount: 5_950, currency: 'usd' }, after: { amount: 5_950, currency: 'usd' } },
  notes: [],
};

/** A subscription that was bought twice: ended, and paid back. */
export const DUPLICATE_PLAN: Correction = {
  ...CREDIT_NOTE,
  kind: 'cancel_subscription',
  target: 'sub_1Second',
  justification: 'The second subscription was created by mistake.',
  steps: [
    {
      kind: 'cancel_subscription',
      target: 'sub_1Second',
      amount: null,
      currency: null,
      params: { subscription: 'sub_1Second', prorate: false, invoice_now: false },
    },
    ...CREDIT_NOTE.steps,
  ],
};

const step = (
  kind: Correction['kind'],
  target: string,
  params: Correction['steps'][number]['params'],
): Correction => ({
  kind,
  target,
  amount: null,
  currency: null,
  reason: null,
  justification: 'It is wrong as a whole.',
  alternatives: [],
  steps: [{ kind, target, amount: null, currency: null, params }],
});
export const VOID = step('void_invoice', 'in_1Open', { invoice: 'in_1Open' });
export const BY_HAND = step('update_price', 'si_1', { price: 'price_agreed', proration_behavior: 'none' });

export function cardInput(correction: StoredCorrection): CorrectionCardInput {
  return {
    correction,
    customer: {
      id: 'cus_Jane',
      email: 'jane@acme.com',
      name: 'Jane Roe',
      created: '2026-01-05T09:00:00Z',
      livemode: true,
      currency: 'usd',
    },
    finding: { ...FINDING, correction: correction.drafted },
    names: new Map(),
    ticket:
      correction.ticket_id === null
        ? null
        : { id: '4711', url: 'https://acme.zendesk.com/agent/tickets/4711' },
  };
}
