import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import { priceAmount } from '../../../ledger/pricing.ts';
import type { Invoice, InvoiceLine, Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, errorLabel, ownPrice, startFor, subscribeAt, takenBy } from '../../staging.ts';
import { fitsProrations, upgrade } from '../prorations/upgrade.ts';
import { agreedTerms, isoTime, linesOf, type Terms, taxesOf, taxOnTop, tooMuchOn } from './too-much.ts';

const row = 'E3';

/** The policy asks for consent, and `requests` are all that were made. */
function consentRequired(stage: Stage, ...requests: readonly Readonly<Record<string, unknown>>[]): void {
  stage.policy.set('consent_required', ['change_plan', 'add_on', 'change_quantity']);
  stage.policy.add('requests', ...requests.map((one) => ({ customer: stage.customer.id, ...one })));
}

/** Consent is asked for by the whole company: whatever else the customer changed would need its own. */
const common = { row, kind: 'fault', alone: true } as const;

const label = (stage: Stage, category: string, amount: number, wrong: readonly Invoice[]) =>
  errorLabel({
    row,
    category,
    currency: stage.currency,
    amount,
    evidence: wrong.map((invoice) => invoice.id),
  });

/** A dearer plan in the middle of a period, prorated. */
function upgraded(
  id: string,
  options: { readonly waits?: boolean; readonly staleRequest?: boolean; readonly classic?: boolean },
): Scenario {
  return {
    id: `E3/${id}`,
    ...common,
    fits: fitsProrations,
    stage: (stage) => {
      const change = upgrade(stage, {
        behavior: options.waits === true ? 'create_prorations' : 'always_invoice',
        quantity: stage.random.int(1, 3),
        billingMode: options.classic === true ? 'classic' : 'flexible',
      });
      consentRequired(
        stage,
        ...(options.staleRequest === true
          ? [{ kind: 'change_plan', at: isoTime(change.at - stage.random.int(35, 60) * DAY) }]
          : []),
      );
      return () => {
        const invoice = change.invoice();
        const { line } = change.before();
        const rates = change.subscription().default_tax_rates ?? [];
        // Debit and credit of the change stand on one invoice; where it waited, so does the new plan's first period.
        const due = options.waits === true ? line.amount + taxOnTop(rates, line.amount) : 0;
        return label(stage, 'price', takenBy([invoice]) - due, [invoice]);
      };
    },
  };
}

interface AtRenewal extends Terms {
  readonly change: 'plan' | 'quantity';
  /** Another dearer plan, some months before, that the customer asked for. */
  readonly agreedBefore?: boolean;
}

/** From some renewal on, without proration: a dearer plan, or more units. */
function atRenewal(id: string, options: AtRenewal): Scenario {
  const { change, quantity = 1, percentOff, agreedBefore = false } = options;
  return {
    id: `E3/${id}`,
    ...common,
    stage: (stage) => {
      const { ledger, random } = stage;
      const { billing } = ledger;
      const prices = [random.int(12, 30), random.int(35, 60), random.int(70, 120)].map((units) =>
        ownPrice(stage, { unitAmount: amountOf(stage, units * 100) }),
      );
      const [first, second, third] = prices as [Price, Price, Price];
      const taxRates = taxesOf(stage, options);
      const renewals = random.int(6, 10);
      const start = startFor(stage, first, renewals, { min: 2, max: 25 });
      const subscription = subscribeAt(stage, start, {
        price: first,
        quantity,
        taxRates,
        ...agreedTerms(stage, options),
      });
      const wrongs = random.int(1, 3);
      const changedAt = addMonths(start, renewals - wrongs) + random.int(2, 20) * DAY;
      const since = addMonths(start, renewals - wrongs + 1);
      if (agreedBefore) {
        const at = addMonths(start, 2) + 5 * DAY;
        stage.at(at, () => {
          billing.changePlan(subscription(), { price: second }, 'none');
        });
        consentRequired(stage, {
          kind: 'change_plan',
          price: second.id,
          at: isoTime(at - random.int(1, 20) * DAY),
        });
      } else consentRequired(stage);
      stage.at(changedAt, () => {
        billing.changePlan(
          subscription(),
          change === 'plan' ? { price: agreedBefore ? third : second } : { quantity: quantity + 4 },
          'none',
        );
      });
      const due = priceAmount(agreedBefore ? second : first, quantity, stage.currency);
      return () => {
        const wrong = billing.invoicesOf(subscription()).filter(({ created }) => created >= since);
        const amount = tooMuchOn(linesOf(wrong), taxRates, () => due, percentOff);
        return label(stage, change === 'plan' ? 'price' : 'quantity', amount, wrong);
      };
    },
  };
}

/** An add-on beside the plan, for the rest of a period and the periods after it. */
const addOn: Scenario = {
  id: 'E3/add-on',
  ...common,
  fits: fitsProrations,
  stage: (stage) => {
    const { ledger, random } = stage;
    const { billing } = ledger;
    const plan = ownPrice(stage);
    const extra = ownPrice(stage, { unitAmount: amountOf(stage, random.int(8, 30) * 100) });
    const renewals = random.int(4, 9);
    const start = startFor(stage, plan, renewals, { min: 2, max: 25 });
    const subscription = subscribeAt(stage, start, { price: plan });
    const since = addMonths(start, renewals - random.int(1, 2)) + random.int(3, 20) * DAY;
    consentRequired(stage);
    stage.at(since, () => {
      billing.changePlan(subscription(), { add: [{ price: extra }] }, 'always_invoice');
    });
    const ofExtra = ({ pricing }: InvoiceLine): boolean => pricing?.price_details?.price === extra.id;
    return () => {
      const wrong = billing.invoicesOf(subscription()).filter(({ created }) => created >= since);
      const amount = tooMuchOn(linesOf(wrong).filter(ofExtra), taxesOf(stage, {}), () => 0);
      return label(stage, 'price', amount, wrong);
    };
  },
};

export const CHANGES_WITHOUT_CONSENT: readonly Scenario[] = [
  upgraded('upgrade', {}),
  upgraded('upgrade-classic', { classic: true }),
  upgraded('upgrade-with-the-renewal', { waits: true, staleRequest: true }),
  atRenewal('from-the-next-renewal', { change: 'plan', percentOff: 20 }),
  atRenewal('agreed-once-only', { change: 'plan', agreedBefore: true, quantity: 2, inclusive: true }),
  atRenewal('more-units', { change: 'quantity', quantity: 3 }),
  addOn,
];
