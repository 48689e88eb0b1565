import { formatMoney } from '../../../money.ts';
import type { Invoice, Subscription } from '../../billing-history.ts';
import { explanation } from '../../explanation.ts';
import { fact } from '../../facts.ts';
import type { EvidenceRef, RuleFinding } from '../../finding.ts';
import { byCreation, isEffectiveInvoice, isLiveSubscription } from '../../history-index.ts';
import { inForce } from '../../policy.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { isTaxed, lawfulReasons, missingTax, wasNotComputed } from '../../taxes/missing-tax.ts';
import { isRegistered, placeOf, placeWords } from '../../taxes/place-of-supply.ts';
import { isoDate, plural } from '../../wording.ts';

/** F6: invoices went out without tax, and later ones carry it. Nobody is billed for the earlier ones by this. */
export const taxAddedLater = defineRule({
  id: 'tax-added-later',
  version: 1,
  rows: ['F6'],
  category: 'tax',
  title: 'Tax was missing and came later',
  needs: ['invoices', 'subscriptions', 'tax_ids'],
  proposes: [],
  check(history, context): RuleOutcome {
    const findings: RuleFinding[] = [];
    const reasons: string[] = [];
    for (const subscription of byCreation(history.subscriptions)) {
      const invoices = context.index
        .invoicesOfSubscription(subscription.id)
        .filter((invoice) => isEffectiveInvoice(invoice) && invoice.subtotal > 0);
      let untaxed = 0;
      invoices.forEach((now, place) => {
        const before = invoices[place - 1];
        if (isTaxed(now) && before !== undefined && untaxed > 0) {
          const answer = judge(before, now, untaxed, context);
          if (typeof answer === 'string') reasons.push(answer);
          else if (answer !== null) findings.push(answer);
        }
        untaxed = isTaxed(now) ? 0 : untaxed + 1;
      });
      const last = invoices[invoices.length - 1];
      if (last !== undefined) findings.push(...stillMissing(last, subscription, context));
    }
    const skipped = joinReasons([...new Set(reasons)]);
    return skipped === undefined ? { findings } : { findings, skipped };
  },
});

interface Cause {
  readonly variant: 'not_computed' | 'set_later' | 'registered_since';
  readonly why: string;
  readonly evidence: readonly EvidenceRef[];
}

/** Why the tax came with this invoice; or which fact is missing to say so; or null where other rules tell. */
function judge(
  before: Invoice,
  now: Invoice,
  untaxed: number,
  context: RuleContext,
): RuleFinding | string | null {
  if (!context.isWorthExplaining(now.created, 'tax')) return null;
  const cause = causeOf(before, now, context);
  if (cause === null || typeof cause === 'string') return cause;
  const { currency } = now;
  const taxes = now.lines.filter(({ taxes: on }) => on.some(({ amount }) => amount > 0));
  const amount = now.total_taxes.reduce((sum, tax) => sum + tax.amount, 0);
  if (amount <= 0) return null;
  return explanation({
    title: 'Tax was missing before, and is on the invoice now',
    variant: cause.variant,
    message:
      `${now.id} of ${isoDate(now.created)} carries ${formatMoney({ amount, currency })} of tax, while the ${plural(untaxed, 'invoice')} before, up to ${before.id}, carried none: ${cause.why}. ` +
      'Tell the customer that this tax is due, and never bill it for the earlier invoices without finance.',
    facts: {
      amount: fact.money(amount, currency),
      invoice_at: fact.date(now.created),
      before_at: fact.date(before.created),
      untaxed: fact.count(untaxed),
    },
    evidence: [{ object: 'invoice', id: now.id }, { object: 'invoice', id: before.id }, ...cause.evidence],
    about:
      taxes.length === 0
        ? [{ object: 'invoice', id: now.id, part: 'tax' }]
        : taxes.map(({ id }) => ({ object: 'line_item', id, part: 'tax' })),
    customer: now.customer,
    occurredAt: now.created,
  });
}

function causeOf(before: Invoice, now: Invoice, { policy }: RuleContext): Cause | string | null {
  if (wasNotComputed(before)) {
    const needsPlace = before.automatic_tax.status === 'requires_location_inputs';
    const why = needsPlace
      ? 'there Stripe did not know the customer’s place well enough to compute it'
      : 'there Stripe’s computation of the tax failed';
    return { variant: 'not_computed', why, evidence: [] };
  }
  const [was, is] = [placeOf(before), placeOf(now)];
  const isSameCustomer =
    before.customer_tax_exempt === now.customer_tax_exempt &&
    before.customer_tax_ids.length === now.customer_tax_ids.length;
  // Another place, status or tax id: tax-began says so, or nobody can.
  if (was === null || is === null || !isSameCustomer) return null;
  if (was.country !== is.country || was.state !== is.state) return null;
  const place = placeWords(is);
  const reasons = lawfulReasons(before);
  if (reasons.size > 0) {
    if (reasons.size > 1 || !reasons.has('not_collecting')) return null;
    const why = `there nothing was collected in ${place} yet, as the invoice itself records`;
    return { variant: 'registered_since', why, evidence: [] };
  }
  return byPolicy(before, now, place, policy.tax ?? {});
}

function byPolicy(
  before: Invoice,
  now: Invoice,
  place: string,
  tax: NonNullable<RuleContext['policy']['tax']>,
): Cause | string | null {
  const address = placeOf(now);
  if (address === null) return null;
  const at = now.finalized_at ?? now.created;
  const registered = isRegistered(tax, address, at);
  if (registered === null)
    return `tax began with ${now.id}, and the policy file has no tax.registrations to say since when it is collected in ${place}`;
  const exempt = (tax.exempt_customers ?? []).some(
    (entry) => entry.customer === before.customer && inForce(entry, before.finalized_at ?? before.created),
  );
  if (!registered || exempt) return null;
  const entry = (tax.registrations ?? []).find(
    (one) =>
      one.country === address.country &&
      (one.state === undefined || one.state === address.state) &&
      inForce(one, at),
  );
  const evidence = entry === undefined ? [] : [{ object: 'policy', id: entry.ref }];
  if (isRegistered(tax, address, before.finalized_at ?? before.created) === true) {
    const why = `it was due in ${place} there as well, and was not set up`;
    return { variant: 'set_later', why, evidence };
  }
  const since = entry?.from === undefined ? '' : ` since ${isoDate(entry.from)}`;
  return { variant: 'registered_since', why: `it is collected in ${place}${since}`, evidence };
}

/** The newest invoice went out untaxed because the tax could not be computed; tax-not-charged tells where it can tell how much. */
function stillMissing(
  invoice: Invoice,
  subscription: Subscription,
  { policy, index }: RuleContext,
): readonly RuleFinding[] {
  const { registrations, rates } = policy.tax ?? {};
  if (!isLiveSubscription(subscription) || !wasNotComputed(invoice) || lawfulReasons(invoice).size > 0)
    return [];
  const isLeakage = registrations !== undefined && rates !== undefined;
  if (isLeakage && missingTax(invoice, policy.tax ?? {}, index) !== null) return [];
  const { id, created, customer } = invoice;
  const todo =
    invoice.automatic_tax.status === 'failed'
      ? 'Look up in Stripe why it failed'
      : 'Complete the customer’s address';
  return [
    {
      classification: 'notice',
      confidence: 'high',
      variant: 'still_missing',
      title: 'The tax could not be computed',
      message: `${id} of ${isoDate(created)} carries no tax, because Stripe could not compute it (automatic tax: ${invoice.automatic_tax.status}). ${todo} before the next invoice, and never bill the tax afterwards without finance.`,
      facts: { invoice_at: fact.date(created) },
      amount: null,
      evidence: [{ object: 'invoice', id }],
      recomputation: [],
      at_issue: [{ object: 'invoice', id, part: 'tax' }],
      correction: null,
      customer,
      occurred_at: created,
      repeats: true,
    },
  ];
}
