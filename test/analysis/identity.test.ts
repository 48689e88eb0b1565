import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import { draftRefund } from '../../src/analysis/correction.ts';
import { normaliseEmail, twinsOf } from '../../src/analysis/identity.ts';
import { EMPTY_POLICY } from '../../src/analysis/policy.ts';
import { defineRule } from '../../src/analysis/rule.ts';
import { isOnePerson } from '../../src/stripe/one-person.ts';
import { aCharge, aCustomer, aHistory, NOW } from './builders.ts';

const card = (fingerprint: string) => ({
  brand: 'visa',
  last4: '4242',
  country: 'DE',
  fingerprint,
  capture_before: null,
});
const jane = aCustomer({ id: 'cus_A', email: 'jane@acme.example', name: 'Jane Doe' });
const janeAgain = aCustomer({ id: 'cus_B', email: 'Jane+shop@acme.example', name: 'jane doe' });
const stranger = aCustomer({ id: 'cus_C', email: 'joe@other.example', name: 'Joe' });
const charged = (customer: string, fingerprint: string) =>
  aCharge({ id: `ch_${customer}`, customer, card: card(fingerprint) });

describe('records of one person', () => {
  it('are tied by mailbox, tax id or card, the strongest tie named', () => {
    const history = (parts: Partial<BillingHistory>) =>
      aHistory({ customers: [jane, janeAgain, stranger], ...parts });
    expect(twinsOf(jane, history({}))).toEqual([
      { customer: 'cus_B', tie: 'email_normalised', proved: false },
    ]);
    expect(twinsOf(jane, history({ charges: [charged('cus_A', 'f1'), charged('cus_B', 'f1')] }))).toEqual([
      { customer: 'cus_B', tie: 'card', proved: true },
    ]);
    const taxId = (customer: string, value: string) => ({
      object: 'tax_id' as const,
      id: `txi_${customer}`,
      customer,
      created: 1,
      type: 'eu_vat',
      value,
      country: 'DE',
      verification_status: 'verified',
    });
    expect(twinsOf(jane, history({ tax_ids: [taxId('cus_A', 'DE 123'), taxId('cus_C', 'de123')] }))).toEqual([
      { customer: 'cus_B', tie: 'email_normalised', proved: false },
      { customer: 'cus_C', tie: 'tax_id', proved: true },
    ]);
  });

  it('are not joined by what is empty, by a declined card, or in a chain', () => {
    const nameless = [aCustomer({ id: 'cus_A', email: null }), aCustomer({ id: 'cus_B', email: null })];
    expect(twinsOf(nameless[0] ?? jane, aHistory({ customers: nameless }))).toEqual([]);
    const declined = aCharge({ id: 'ch_x', customer: 'cus_C', status: 'failed', card: card('f1') });
    const customers = [jane, janeAgain, stranger];
    expect(twinsOf(stranger, aHistory({ customers, charges: [charged('cus_A', 'f1'), declined] }))).toEqual(
      [],
    );
    // A was charged on C's saved card: that is a fault to be found, not proof that A and C are one.
    const cardOfC = {
      object: 'payment_method' as const,
      id: 'pm_C',
      customer: 'cus_C',
      created: 0,
      type: 'card',
    };
    const strangersCard = aHistory({
      customers,
      payment_methods: [{ ...cardOfC, card: card('f1') }],
      charges: [{ ...charged('cus_A', 'f1'), payment_method: 'pm_C' }],
    });
    expect(twinsOf(stranger, strangersCard)).toEqual([]);
    // B shares a card with C and a mailbox with A: A and C stay strangers.
    const chain = aHistory({ customers, charges: [charged('cus_B', 'f2'), charged('cus_C', 'f2')] });
    expect(twinsOf(jane, chain).map(({ customer }) => customer)).toEqual(['cus_B']);
  });

  it('need no choice when both were charged under one name, and need one otherwise', () => {
    const customers = [jane, janeAgain];
    const both = aHistory({ customers, charges: [charged('cus_A', 'f1'), charged('cus_B', 'f2')] });
    expect(isOnePerson(customers, both)).toBe(true);
    expect(isOnePerson(customers, aHistory({ customers }))).toBe(false);
    const agency = [jane, { ...janeAgain, name: 'Bob Roe' }];
    expect(isOnePerson(agency, { ...both, customers: agency })).toBe(false);
  });

  it('spell one mailbox in several ways', () => {
    expect(normaliseEmail('Jane+Shop@ACME.example')).toBe('jane@acme.example');
    expect(normaliseEmail('+odd@acme.example')).toBe('+odd@acme.example');
  });
});

describe('a correction that rests on two records', () => {
  const rule = defineRule({
    id: 'two-records',
    version: 1,
    rows: ['A3'],
    category: 'identity',
    title: 'Two records',
    needs: ['charges'],
    proposes: ['refund'],
    check: (_, { index }) => {
      const [first, second] = index.history.charges;
      if (first === undefined || second === undefined) return [];
      return [
        {
          classification: 'billing_error',
          confidence: 'high',
          title: 'Two records',
          message: 'Both were charged.',
          facts: {},
          amount: { amount: second.amount, currency: second.currency },
          evidence: [
            { object: 'charge', id: first.id },
            { object: 'charge', id: second.id },
          ],
          recomputation: [],
          at_issue: [{ object: 'charge', id: second.id, part: 'whole' }],
          correction: draftRefund(index, second, second.amount, {
            reason: 'duplicate',
            justification: 'Both were charged.',
          }),
          customer: second.customer,
          occurred_at: second.created,
        },
      ];
    },
  });
  const run = (fingerprint: string) =>
    analyze({
      history: aHistory({
        customers: [jane, janeAgain],
        charges: [charged('cus_A', 'f1'), charged('cus_B', fingerprint)],
      }),
      policy: EMPTY_POLICY,
      asOf: NOW,
      ticket: null,
      rules: [rule],
    }).analysis.findings[0];

  it('is drafted when a card proves that they are one person', () => {
    expect(run('f1')?.correction?.kind).toBe('refund');
  });

  it('is held back, with a sentence, while only the mailbox says so', () => {
    expect(run('f2')?.correction).toBeNull();
    expect(run('f2')?.message).toContain('only an e-mail address ties cus_A and cus_B');
    expect(run('f2')?.amount).not.toBeNull();
  });
});
