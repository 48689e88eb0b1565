import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis/analyze.ts';
import type { BillingHistory, Gap } from '../../../src/analysis/billing-history.ts';
import type { CustomerClaim, StatementKind } from '../../../src/analysis/claim/customer-claim.ts';
import { statementsIn } from '../../../src/analysis/claim/statement-words.ts';
import { EMPTY_POLICY } from '../../../src/analysis/policy.ts';
import { aCharge, aCreditNote, aHistory, anInvoice, aRefund, aSubscription, at, NOW } from '../builders.ts';

function ask(body: string, parts: Partial<BillingHistory>, subject = '') {
  const ticket = { subject, body, requester_email: 'jane@acme.example', created_at: NOW };
  const { analysis } = analyze({ history: aHistory(parts), policy: EMPTY_POLICY, asOf: NOW, ticket });
  return analysis;
}

function claimOf(body: string, parts: Partial<BillingHistory>): CustomerClaim {
  const { claim } = ask(body, parts);
  if (claim === null) throw new Error('a ticket makes a claim');
  return claim;
}

const MONEY_GAP: Gap = { message: 'Charges could not be read.', could_hold_money: true, scope: null };
const earlier = (id: string, days: number, parts = {}) =>
  aCharge({ id, created: at('2026-11-10T10:00:00Z') - days * 86_400, ...parts });

describe('what a customer states', () => {
  it.each<[StatementKind, readonly string[]]>([
    [
      'charged_twice',
      [
        'You charged me twice.',
        'Mir wurde der Betrag doppelt abgebucht.',
        'Me han cobrado dos veces.',
        'J’ai été prélevée deux fois.',
        '今月2回引き落とされています。',
        '¥9,130 twice in one week',
      ],
    ],
    [
      'cancelled_before',
      [
        'I cancelled in October and was still charged.',
        'Ich habe im September gekündigt.',
        'Di de baja la cuenta en julio.',
        'J’ai résilié mon abonnement en août.',
        '先月解約しました。',
      ],
    ],
    [
      'refund_missing',
      [
        'My refund has not arrived.',
        'Die Rückerstattung ist noch nicht da.',
        'El reembolso no ha llegado.',
        'Toujours pas de remboursement.',
        '返金がまだ届きません。',
      ],
    ],
    [
      'payment_declined',
      [
        'My card was declined.',
        'Die Zahlung wurde abgelehnt.',
        'Mi pago fue rechazado.',
        'Mon paiement a été refusé.',
        'カードが拒否されました。',
      ],
    ],
  ])('%s, in five languages', (kind, bodies) => {
    for (const body of bodies)
      expect(
        [...statementsIn({ subject: '', body, requester_email: null, created_at: null })],
        body,
      ).toContain(kind);
  });

  it.each([
    'I wrote to you twice and nobody answered. What is this payment?',
    'Please double check my invoice.',
    'I cancelled order DL-77 yesterday.',
    'How do I cancel my subscription?',
    'Ich möchte, dass mein Abo gekündigt werden kann.',
    '解約したいです。',
    'Can I get a refund?',
    'My request was declined by your colleague.',
  ])('not in "%s"', (body) => {
    expect([...statementsIn({ subject: '', body, requester_email: null, created_at: null })]).toEqual([]);
  });
});

describe('"charged twice"', () => {
  const TWICE = 'You charged me twice.';

  it('is contradicted where one of the two was never captured', () => {
    const claim = claimOf(TWICE, {
      charges: [aCharge(), aCharge({ id: 'ch_hold', created: at('2026-11-10T11:00:00Z'), captured: false })],
    });
    expect(claim).toMatchObject({ contradicted: true, statements: [{ standing: 'contradicted' }] });
    expect(claim.statements[0]?.sentence).toBe(
      'The customer says they were charged twice. Of the two of $49.00, one was never captured: $49.00 on 2026-11-10 (ch_hold) is a hold, which the bank removes by itself.',
    );
    expect(claim.statements[0]?.evidence.map(({ id }) => id)).toEqual(['ch_1', 'ch_hold']);
  });

  it('is contradicted where one of the two failed', () => {
    const failed = aCharge({ id: 'ch_failed', status: 'failed', created: at('2026-11-09T10:00:00Z') });
    expect(claimOf(TWICE, { charges: [aCharge(), failed] }).statements).toMatchObject([
      { kind: 'charged_twice', standing: 'contradicted', answer: expect.stringContaining('one failed') },
    ]);
  });

  it('is borne out by an error the rules prove, and by a second one that was given back', () => {
    const order = { order_id: '77' };
    const pair = [
      aCharge({ metadata: order, description: 'Order 77' }),
      aCharge({
        id: 'ch_2',
        created: at('2026-11-10T10:05:00Z'),
        metadata: order,
        description: 'Order 77',
      }),
    ];
    const proved = ask(TWICE, { charges: pair });
    expect(proved.verdict).toBe('billing_error');
    expect(proved.claim).toMatchObject({ contradicted: false, statements: [{ standing: 'borne_out' }] });
    const returned = pair.map((charge) =>
      charge.id === 'ch_2' ? { ...charge, amount_refunded: 4900, refunded: true } : charge,
    );
    expect(claimOf(TWICE, { charges: returned, refunds: [aRefund({ charge: 'ch_2' })] })).toMatchObject({
      statements: [{ standing: 'borne_out', answer: expect.stringContaining('given back in full') }],
    });
  });

  it('is contradicted by payments a month apart, and by a single one', () => {
    const apart = claimOf(TWICE, { charges: [aCharge(), earlier('ch_0', 31)] });
    expect(apart.statements[0]).toMatchObject({
      standing: 'contradicted',
      answer: expect.stringContaining('lie within 7 days'),
    });
    expect(claimOf(TWICE, { charges: [aCharge()] }).statements[0]?.answer).toBe(
      'Only one payment is on record: $49.00 on 2026-11-10 (ch_1).',
    );
  });

  it('is open between two amounts, and whatever is missing where the history is not complete', () => {
    expect(
      claimOf(TWICE, { charges: [aCharge(), earlier('ch_0', 1, { amount: 1200 })] }).statements,
    ).toMatchObject([{ standing: 'open' }]);
    expect(claimOf(TWICE, { charges: [aCharge()], gaps: [MONEY_GAP] })).toMatchObject({
      contradicted: false,
      statements: [{ standing: 'open' }],
    });
  });
});

describe('"I had cancelled"', () => {
  const CANCELLED = 'I cancelled my subscription and was charged again.';

  it('is contradicted where nothing was ever cancelled', () => {
    const [statement] = claimOf(CANCELLED, {
      subscriptions: [aSubscription()],
      charges: [aCharge()],
    }).statements;
    expect(statement).toMatchObject({ kind: 'cancelled_before', standing: 'contradicted' });
    expect(statement?.answer).toMatch(/^No cancellation by the customer is on record .* is active\.$/);
  });

  it('is contradicted by a cancellation after the charge, and by one for want of payment', () => {
    const after = aSubscription({
      status: 'canceled',
      canceled_at: at('2026-11-12'),
      ended_at: at('2026-11-12'),
    });
    expect(claimOf(CANCELLED, { subscriptions: [after], charges: [aCharge()] }).statements).toMatchObject([
      {
        standing: 'contradicted',
        answer: expect.stringMatching(/was cancelled on 2026-11-12, after the newest/),
      },
    ]);
    const unpaid = { ...after, cancellation_details: { reason: 'payment_failed', comment: null } };
    expect(claimOf(CANCELLED, { subscriptions: [unpaid], charges: [aCharge()] }).statements).toMatchObject([
      { standing: 'contradicted', answer: expect.stringMatching(/^No cancellation by the customer/) },
    ]);
  });

  it('is borne out by one before the charge', () => {
    const before = aSubscription({ canceled_at: at('2026-11-01'), cancel_at_period_end: true });
    expect(claimOf(CANCELLED, { subscriptions: [before], charges: [aCharge()] }).statements).toMatchObject([
      { standing: 'borne_out' },
    ]);
  });

  it('is contradicted by a payment for another subscription, which was not cancelled', () => {
    const ended = aSubscription({
      id: 'sub_old',
      status: 'canceled',
      canceled_at: at('2026-10-01'),
      ended_at: at('2026-10-01'),
    });
    const other = aSubscription({ id: 'sub_live' });
    const invoice = anInvoice({ id: 'in_1', subscription: 'sub_live', lines: [] });
    const claim = claimOf(CANCELLED, {
      subscriptions: [ended, other],
      invoices: [invoice],
      charges: [aCharge({ invoice: 'in_1' })],
    });
    expect(claim.statements).toMatchObject([
      { standing: 'contradicted', answer: expect.stringContaining('is for sub_live, which was not') },
    ]);
  });

  it('is open without a subscription', () => {
    expect(claimOf(CANCELLED, { charges: [aCharge()] }).statements).toMatchObject([{ standing: 'open' }]);
  });
});

describe('"my refund has not arrived"', () => {
  const MISSING = 'My refund has not arrived.';
  const charges = [earlier('ch_1', 40, { amount_refunded: 4900, refunded: true })];
  const refund = (parts: Parameters<typeof aRefund>[0]) => aRefund({ charge: 'ch_1', ...parts });

  it('is contradicted by one made long enough ago, with its reference', () => {
    const destination = {
      type: 'card',
      card_type: 'refund',
      reference: '7371508532',
      reference_status: 'available',
    };
    const refunds = [refund({ created: at('2026-10-20'), destination })];
    expect(claimOf(MISSING, { charges, refunds }).statements).toMatchObject([
      {
        standing: 'contradicted',
        answer: 'It was refunded: $49.00 on 2026-10-20 (re_1, reference 7371508532).',
      },
    ]);
  });

  it.each([
    ['open', { created: at('2026-11-16') }, /Banks take 5 to 10 business days/],
    ['open', { status: 'pending' }, /still under way/],
    ['borne_out', { status: 'failed' }, /did not get there: .* failed\.$/],
  ] as const)('is %s by a refund %o', (standing, parts, answer) => {
    expect(claimOf(MISSING, { charges, refunds: [refund(parts)] }).statements).toMatchObject([
      { standing, answer: expect.stringMatching(answer) },
    ]);
  });

  it('is open without any refund, and contradicted by a credit to the balance', () => {
    expect(claimOf(MISSING, { charges: [aCharge()] }).statements).toMatchObject([
      { standing: 'open', answer: 'No refund is on record.' },
    ]);
    const note = aCreditNote({ customer_balance_transaction: 'cbtxn_1' });
    expect(
      claimOf(MISSING, {
        charges: [aCharge()],
        invoices: [anInvoice({ id: note.invoice })],
        credit_notes: [note],
      }).statements,
    ).toMatchObject([
      { standing: 'contradicted', answer: expect.stringContaining('credited to the balance') },
    ]);
  });
});

describe('"my card was declined"', () => {
  const DECLINED = 'My card was declined, why did you take the money?';

  it('is contradicted where the payment succeeded and none failed', () => {
    expect(claimOf(DECLINED, { charges: [aCharge()] }).statements).toMatchObject([
      { standing: 'contradicted', answer: expect.stringContaining('$49.00 on 2026-11-10 (ch_1), succeeded') },
    ]);
  });

  it('is borne out by an attempt that failed, and says which later one went through', () => {
    const failed = earlier('ch_0', 1, { status: 'failed', failure_code: 'card_declined' });
    expect(claimOf(DECLINED, { charges: [failed, aCharge()] }).statements).toMatchObject([
      {
        standing: 'borne_out',
        answer:
          'An attempt failed: $49.00 on 2026-11-09 (ch_0), card declined. A later one went through: $49.00 on 2026-11-10 (ch_1).',
      },
    ]);
  });

  it('is open without an attempt', () => {
    expect(claimOf(DECLINED, {}).statements).toMatchObject([{ standing: 'open' }]);
  });
});

describe('an amount the customer names', () => {
  it('is contradicted where nothing of it is on record, without being repeated', () => {
    const [statement] = claimOf('Why did you take $73.21?', { charges: [aCharge()] }).statements;
    expect(statement).toMatchObject({ kind: 'amount_named', standing: 'contradicted' });
    expect(statement?.sentence).not.toContain('73.21');
  });

  it('says nothing where it is, or where one of several is', () => {
    for (const body of ['Why did you take $49.00?', 'You took $49.00 and I agreed to $31.'])
      expect(claimOf(body, { charges: [aCharge()] }).statements, body).toEqual([]);
  });

  it('is open in another currency, and where the history is not complete', () => {
    expect(claimOf('Why did you take €73.21?', { charges: [aCharge()] }).statements).toMatchObject([
      { standing: 'open' },
    ]);
    expect(
      claimOf('Why did you take $73.21?', { charges: [aCharge()], gaps: [MONEY_GAP] }).statements,
    ).toMatchObject([{ standing: 'open' }]);
  });
});

describe('a claim', () => {
  it('names the rules the words point at, and rests no verdict on them', () => {
    const history = { charges: [aCharge()] };
    const asked = ask('My refund has not arrived.', history);
    expect(asked.claim?.categories).toEqual(['credit', 'refund']);
    expect(asked.claim?.rules).toEqual(expect.arrayContaining(['already-returned', 'refund-in-transit']));
    expect(asked.claim?.rules).not.toContain('tax-began');
    const silent = analyze({ history: aHistory(history), policy: EMPTY_POLICY, asOf: NOW, ticket: null });
    expect(silent.analysis.claim).toBeNull();
    expect(asked.verdict).toBe(silent.analysis.verdict);
  });

  it('keeps to the history’s figures whatever is claimed', () => {
    const { claim } = ask(
      'I was charged $666.66 twice on 2026-11-10, see ch_evil and https://evil.example. My refund re_evil never arrived.',
      { charges: [aCharge()] },
    );
    const told = JSON.stringify(claim);
    for (const word of ['666.66', 'evil']) expect(told).not.toContain(word);
  });
});
