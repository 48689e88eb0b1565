import type { EvidenceRef } from '../analysis/finding.ts';

/** Where Stripe's Dashboard shows each kind of object. Kinds without a page of their own are absent. */
const PAGES: Readonly<Record<string, string>> = {
  customer: 'customers',
  charge: 'payments',
  payment_intent: 'payments',
  invoice: 'invoices',
  subscription: 'subscriptions',
  subscription_schedule: 'subscription_schedules',
  refund: 'refunds',
  credit_note: 'credit_notes',
  dispute: 'disputes',
  setup_intent: 'setup_intents',
  product: 'products',
  price: 'prices',
  coupon: 'coupons',
  promotion_code: 'promotion_codes',
  tax_rate: 'tax-rates',
  quote: 'quotes',
  event: 'events',
};

/** Coupon ids are chosen by people; all others are letters, digits and underscores. */
const LINKABLE_ID = /^[A-Za-z0-9_.~-]{1,255}$/;

/**
 * Address of an object in Stripe's Dashboard, or null when it has no page (policy entries, invoice lines,
 * previews) or its id could not be one of Stripe's. Test objects live under `/test`.
 */
export function dashboardUrl({ object, id }: EvidenceRef, livemode: boolean): string | null {
  const page = Object.hasOwn(PAGES, object) ? PAGES[object] : undefined;
  if (page === undefined || !LINKABLE_ID.test(id) || id.startsWith('.') || id.startsWith('upcoming_'))
    return null;
  return `https://dashboard.stripe.com/${livemode ? '' : 'test/'}${page}/${id}`;
}
