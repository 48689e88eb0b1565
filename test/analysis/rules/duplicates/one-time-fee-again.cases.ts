import type { InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { oneTimeFeeAgain } from '../../../../src/analysis/rules/duplicates/one-time-fee-again.ts';
import {
  aCharge,
  aCustomer,
  aHistory,
  aLine,
  anInvoice,
  aPrice,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const SETUP = aPrice({
  id: 'price_Setup',
  product: 'prod_Setup',
  type: 'one_time',
  recurring: null,
  unit_amount: 9900,
});
const bill = (
  id: string,
  day: string,
  customer = CUSTOMER,
  parts: Partial<InvoiceLine> = {},
  status: 'paid' | 'open' | 'void' = 'paid',
) =>
  anInvoice({
    id,
    customer,
    created: at(day),
    status,
    lines: [
      aLine({
        id: `il_${id}`,
        amount: 9900,
        price: 'price_Setup',
        product: 'prod_Setup',
        description: 'Set-up fee',
        invoice_item: `ii_${id}`,
        ...parts,
      }),
    ],
  });
const history = (...invoices: ReturnType<typeof bill>[]) =>
  aHistory({
    invoices,
    prices: [SETUP],
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
  });
const once = { one_time_fees: ['price_Setup'] };
const card = { brand: 'visa', last4: '4242', country: 'US', fingerprint: 'fp_1', capture_before: null };

export const cases: RuleCases = {
  rule: oneTimeFeeAgain,
  accept: [
    {
      name: 'again when the customer came back a year later',
      history: history(bill('in_1', '2025-11-01'), bill('in_2', '2026-11-01')),
      policy: once,
      expect: [
        {
          classification: 'billing_error',
          category: 'one_off',
          confidence: 'certain',
          amount: 9900,
          evidence: ['in_1', 'in_2', 'one_time_fees'],
          correction: { kind: 'credit_note', target: 'in_2', amount: 9900 },
        },
      ],
    },
    {
      name: 'on an open invoice: it is voided, for there is nothing else on it',
      history: history(bill('in_1', '2025-11-01'), bill('in_2', '2026-11-01', CUSTOMER, {}, 'open')),
      policy: once,
      expect: [
        {
          classification: 'billing_error',
          amount: 9900,
          evidence: ['in_2'],
          correction: { kind: 'void_invoice', target: 'in_2', amount: null },
        },
      ],
    },
    {
      name: 'on another record of the same person, by the card',
      history: aHistory({
        customers: [aCustomer(), aCustomer({ id: 'cus_Twin', email: 'other@acme.example' })],
        invoices: [bill('in_1', '2025-11-01'), bill('in_2', '2026-11-01', 'cus_Twin')],
        prices: [SETUP],
        charges: [
          aCharge({ id: 'ch_1', payment_intent: 'pi_in_1', amount: 9900, card }),
          aCharge({ id: 'ch_2', payment_intent: 'pi_in_2', amount: 9900, customer: 'cus_Twin', card }),
        ],
      }),
      policy: once,
      expect: [{ classification: 'billing_error', amount: 9900, evidence: ['in_2'] }],
    },
    {
      name: 'on one of two other records, each tied by another card',
      history: aHistory({
        customers: [
          aCustomer(),
          aCustomer({ id: 'cus_0', email: 'first@acme.example' }),
          aCustomer({ id: 'cus_Twin', email: 'other@acme.example' }),
        ],
        invoices: [bill('in_1', '2025-11-01'), bill('in_2', '2026-11-01', 'cus_Twin')],
        prices: [SETUP],
        charges: [
          aCharge({ id: 'ch_0', customer: 'cus_0', amount: 100, card: { ...card, fingerprint: 'fp_0' } }),
          aCharge({ id: 'ch_more', amount: 100, card: { ...card, fingerprint: 'fp_0' } }),
          aCharge({ id: 'ch_1', payment_intent: 'pi_in_1', amount: 9900, card }),
          aCharge({ id: 'ch_2', payment_intent: 'pi_in_2', amount: 9900, customer: 'cus_Twin', card }),
        ],
      }),
      policy: once,
      expect: [{ classification: 'billing_error', amount: 9900, evidence: ['in_1', 'in_2'] }],
    },
  ],
  reject: [
    { name: 'once', history: history(bill('in_1', '2025-11-01')), policy: once },
    {
      name: 'a price that is not charged once',
      history: history(bill('in_1', '2025-11-01'), bill('in_2', '2026-11-01')),
      policy: { one_time_fees: ['price_Other'] },
    },
    {
      name: 'the first invoice was void',
      history: history(bill('in_1', '2025-11-01', CUSTOMER, {}, 'void'), bill('in_2', '2026-11-01')),
      policy: once,
    },
    {
      name: 'the policy file does not say',
      history: history(bill('in_1', '2025-11-01'), bill('in_2', '2026-11-01')),
      skipped: 'one_time_fees',
    },
    {
      name: 'two customers',
      history: history(bill('in_1', '2025-11-01'), bill('in_2', '2026-11-01', 'cus_Else')),
      policy: once,
    },
  ],
};
