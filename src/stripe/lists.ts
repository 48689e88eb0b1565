import type Stripe from 'stripe';
import type { Raw } from './mapping/raw.ts';

/** Most objects read of one list, in objects: further ones become a gap. 100 pages. */
export const MAX_OBJECTS_PER_LIST = 10_000;
export const PAGE_SIZE = 100;

export interface Page {
  readonly data: readonly unknown[];
  readonly has_more: boolean;
}

export interface PageParams {
  readonly limit: number;
  readonly starting_after?: string;
}

/** One list of a customer's objects. */
export interface ListPlan {
  /** As it stands in sentences, e.g. `invoices`. */
  readonly name: string;
  /** The restricted key's permission it takes. */
  readonly permission: string;
  /** Whether what is missing of it could be, or decide about, a payment, refund or credit. */
  readonly could_hold_money: boolean;
  page(params: PageParams, options: Stripe.RequestOptions): Promise<Page>;
}

/**
 * Everything that hangs on a customer and takes only the customer's id to ask for: eight lists, in one wave with the
 * customer. Expansions go at most four levels deep, which is Stripe's limit, counting `data`.
 */
export function customerLists(sdk: Stripe, customer: string): readonly ListPlan[] {
  return [
    {
      name: 'subscriptions',
      permission: 'Subscriptions',
      could_hold_money: true,
      page: (params, options) =>
        sdk.subscriptions.list(
          {
            ...params,
            customer,
            // Without it cancelled ones are left out.
            status: 'all',
            expand: ['data.discounts.source.coupon', 'data.items.data.discounts', 'data.schedule'],
          },
          options,
        ),
    },
    {
      name: 'invoices',
      permission: 'Invoices',
      could_hold_money: true,
      page: (params, options) =>
        sdk.invoices.list(
          {
            ...params,
            customer,
            expand: ['data.payments', 'data.discounts.source.coupon', 'data.lines.data.discounts'],
          },
          options,
        ),
    },
    {
      name: 'charges',
      permission: 'Charges and Refunds',
      could_hold_money: true,
      page: (params, options) => sdk.charges.list({ ...params, customer, expand: ['data.refunds'] }, options),
    },
    {
      name: 'credit notes',
      permission: 'Credit notes',
      could_hold_money: true,
      page: (params, options) =>
        sdk.creditNotes.list({ ...params, customer, expand: ['data.refunds.refund'] }, options),
    },
    {
      name: 'customer balance transactions',
      permission: 'Customers',
      could_hold_money: true,
      page: (params, options) => sdk.customers.listBalanceTransactions(customer, params, options),
    },
    {
      name: 'setup intents',
      permission: 'SetupIntents',
      could_hold_money: false,
      page: (params, options) => sdk.setupIntents.list({ ...params, customer }, options),
    },
    {
      name: 'pending invoice items',
      permission: 'Invoices',
      // A pending credit is a credit.
      could_hold_money: true,
      page: (params, options) => sdk.invoiceItems.list({ ...params, customer, pending: true }, options),
    },
    {
      name: 'payment intents',
      permission: 'PaymentIntents',
      // Whatever moved money has a charge, and charges are a list of their own.
      could_hold_money: false,
      page: (params, options) => sdk.paymentIntents.list({ ...params, customer }, options),
    },
  ];
}

/** The rest of a list that Stripe embedded only the beginning of. */
export interface NestedPlan extends ListPlan {
  /** Id of the object the list is embedded in. */
  readonly owner: string;
  readonly key: 'lines' | 'payments' | 'refunds' | 'items';
}

/** How to complete the embedded lists of one object that are cut short. */
export function nestedLists(sdk: Stripe, raw: Raw, id: string): readonly NestedPlan[] {
  const plans: NestedPlan[] = [];
  const isCut = (key: string): boolean => {
    const list = raw[key];
    return typeof list === 'object' && list !== null && 'has_more' in list && list.has_more === true;
  };
  const add = (
    key: NestedPlan['key'],
    permission: string,
    page: (params: PageParams, options: Stripe.RequestOptions) => Promise<Page>,
  ): void => {
    plans.push({
      name: `${key} of ${id}`,
      permission,
      could_hold_money: key !== 'items',
      owner: id,
      key,
      page,
    });
  };
  switch (raw['object']) {
    case 'invoice':
      if (isCut('lines'))
        add('lines', 'Invoices', (p, options) => sdk.invoices.listLineItems(id, p, options));
      if (isCut('payments')) {
        add('payments', 'Invoices', (p, options) => sdk.invoicePayments.list({ ...p, invoice: id }, options));
      }
      break;
    case 'charge':
      if (isCut('refunds') || refundsUnknown(raw)) {
        add('refunds', 'Charges and Refunds', (p, options) =>
          sdk.refunds.list({ ...p, charge: id }, options),
        );
      }
      break;
    case 'subscription':
      if (isCut('items')) {
        add('items', 'Subscriptions', (p, options) =>
          sdk.subscriptionItems.list({ ...p, subscription: id, expand: ['data.discounts'] }, options),
        );
      }
      break;
    case 'credit_note':
      if (isCut('lines')) {
        add('lines', 'Credit notes', (p, options) => sdk.creditNotes.listLineItems(id, p, options));
      }
      break;
  }
  return plans;
}

function refundsUnknown(charge: Raw): boolean {
  const { amount_refunded, refunds } = charge;
  return (
    typeof amount_refunded === 'number' && amount_refunded > 0 && (refunds === undefined || refunds === null)
  );
}
