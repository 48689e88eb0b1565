import { formatMoney, toDecimal } from '../../../money.ts';
import { combineCorrections, draftRefund } from '../../correction.ts';
import { fact } from '../../facts.ts';
import { byCreation } from '../../history-index.ts';
import { defineRule } from '../../rule.ts';
import { isoMinute, listedInPart } from '../../wording.ts';

export const voidInvoicePaid = defineRule({
  id: 'void-invoice-paid',
  version: 1,
  rows: ['G12'],
  category: 'overpayment',
  title: 'A void invoice was paid',
  needs: ['invoices', 'charges', 'payment_intents', 'refunds', 'disputes'],
  proposes: ['refund'],
  check(history, { index }) {
    return byCreation(history.invoices).flatMap((invoice) => {
      const { id, status, voided_at: voidedAt, currency } = invoice;
      if (status !== 'void') return [];
      const charges = index
        .chargesOfInvoice(id)
        .filter((charge) => charge.currency === currency && index.netOfCharge(charge) > 0);
      const last = charges[charges.length - 1];
      if (last === undefined) return [];
      const amount = charges.reduce((sum, charge) => sum + index.netOfCharge(charge), 0);
      const money = formatMoney({ amount, currency });
      const words = {
        reason: 'duplicate' as const,
        justification: `${id} is void: nothing was owed on it.`,
        alternatives: [
          { kind: 'credit_note' as const, why_not: 'Stripe takes no credit note on a void invoice.' },
        ],
      };
      const drafts = charges.flatMap(
        (charge) => draftRefund(index, charge, index.netOfCharge(charge), words) ?? [],
      );
      const names = listedInPart(charges.map((charge) => charge.id));
      return [
        {
          classification: 'billing_error' as const,
          confidence: 'certain' as const,
          title: 'A void invoice was paid',
          message:
            `${id} was voided${voidedAt === null ? '' : ` on ${isoMinute(voidedAt)}`}, and ${names} took ${money} for it (${isoMinute(last.created)}): nothing was owed. ` +
            (drafts.length === charges.length
              ? `Refund ${money}.`
              : 'Refund nothing while the payment is disputed.'),
          facts: {
            amount: fact.money(amount, currency),
            charged_at: fact.date(last.created),
            voided_at: fact.date(voidedAt ?? last.created),
          },
          amount: { amount, currency },
          evidence: [
            { object: 'invoice', id },
            ...charges.map((charge) => ({ object: 'charge', id: charge.id })),
          ],
          recomputation: [
            {
              label: 'taken for a void invoice',
              expression: charges
                .map((charge) => toDecimal({ amount: index.netOfCharge(charge), currency }))
                .join(' + '),
              result: toDecimal({ amount, currency }),
            },
          ],
          at_issue: charges.map((charge) => ({
            object: 'charge' as const,
            id: charge.id,
            part: 'whole' as const,
          })),
          correction: drafts.length === charges.length ? combineCorrections(drafts, words) : null,
          customer: invoice.customer,
          occurred_at: last.created,
        },
      ];
    });
  },
});
