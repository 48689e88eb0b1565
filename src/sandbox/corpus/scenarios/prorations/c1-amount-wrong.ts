import { assert } from '../../../../assert.ts';
import type { Invoice, InvoiceLine } from '../../../ledger/wire.ts';
import type { Scenario } from '../../scenario.ts';
import { amountOf, errorLabel } from '../../staging.ts';
import { fitsProrations, isCredit, type UpgradeRequest, upgrade, withItsTax } from './upgrade.ts';

const row = 'C1';

function debitOf(invoice: Invoice, at: number): InvoiceLine {
  const line = invoice.lines.data.find(({ amount, period }) => amount > 0 && period.start === at);
  assert(line !== undefined, 'the rest of the period is charged', { invoice: invoice.id });
  return line;
}

/** The charge for the rest of the period is too high. */
function chargeTooHigh(id: string, request: UpgradeRequest): Scenario {
  return {
    id: `C1/${id}`,
    row,
    kind: 'fault',
    fits: fitsProrations,
    stage: (stage) => {
      const over = amountOf(stage, stage.random.int(3, 25) * 100);
      const change = upgrade(stage, {
        ...request,
        hooks: {
          prorations: (drafts) =>
            drafts.map((draft) => (isCredit(draft) ? draft : { ...draft, amount: draft.amount + over })),
        },
      });
      return () => {
        const invoice = change.invoice();
        const line = debitOf(invoice, change.at);
        return errorLabel({
          row,
          category: 'proration',
          currency: stage.currency,
          amount: withItsTax(stage, over, line.amount, request.taxRates),
          evidence: [invoice.id, line.id],
        });
      };
    },
  };
}

/** The credit for unused time is only a part of what it should be. */
function creditTooSmall(id: string, request: UpgradeRequest): Scenario {
  return {
    id: `C1/${id}`,
    row,
    kind: 'fault',
    fits: fitsProrations,
    stage: (stage) => {
      let missing = 0;
      const change = upgrade(stage, {
        ...request,
        hooks: {
          prorations: (drafts) =>
            drafts.map((draft) => {
              if (!isCredit(draft)) return draft;
              const kept = Math.round(draft.amount / 2);
              missing = kept - draft.amount;
              return { ...draft, amount: kept };
            }),
        },
      });
      return () => {
        const invoice = change.invoice();
        const line = debitOf(invoice, change.at);
        return errorLabel({
          row,
          category: 'proration',
          currency: stage.currency,
          // Given back on the charge beside it, with the tax of that.
          amount: withItsTax(stage, missing, line.amount, request.taxRates),
          evidence: [invoice.id],
        });
      };
    },
  };
}

export const PRORATIONS_THAT_ARE_WRONG: readonly Scenario[] = [
  chargeTooHigh('charge-too-high', {}),
  chargeTooHigh('charge-too-high-classic', { billingMode: 'classic' }),
  chargeTooHigh('charge-for-seats', { quantity: 7 }),
  chargeTooHigh('charge-with-the-renewal', { behavior: 'create_prorations' }),
  creditTooSmall('credit-too-small', {}),
  creditTooSmall('credit-too-small-classic', { billingMode: 'classic', quantity: 3 }),
];
