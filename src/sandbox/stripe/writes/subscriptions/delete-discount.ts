import { StripeRefusal } from '../../errors.ts';
import type { WriteEndpoint } from '../endpoint.ts';
import { endDiscount } from './discounts.ts';

/** `DELETE /v1/customers/:id/discount` (API reference, "Delete a customer discount"). */
export const deleteCustomerDiscount: WriteEndpoint = {
  method: 'DELETE',
  path: '/v1/customers/:id/discount',
  kind: 'customer',
  answers: 'discount',
  takes: [],
  prepare: (_params, id) => (desk) => {
    const customer = desk.edit('customer', id, 'path');
    if (customer.discount === null || customer.discount === undefined) throw noDiscount('customer', id);
    const discount = customer.discount.id;
    customer.discount = null;
    desk.tell('customer.updated', customer);
    return endDiscount(desk, discount);
  },
};

/** `DELETE /v1/subscriptions/:id/discount` (API reference, "Delete a subscription discount"). */
export const deleteSubscriptionDiscount: WriteEndpoint = {
  method: 'DELETE',
  path: '/v1/subscriptions/:id/discount',
  kind: 'subscription',
  answers: 'discount',
  takes: [],
  prepare: (_params, id) => (desk) => {
    const subscription = desk.edit('subscription', id, 'path');
    // Of several discounts all are removed, and the first is answered: what Stripe does then is not documented.
    const [first, ...more] = subscription.discounts.map(String);
    if (first === undefined) throw noDiscount('subscription', id);
    subscription.discounts = [];
    for (const other of more) endDiscount(desk, other);
    desk.tell('customer.subscription.updated', subscription);
    return endDiscount(desk, first);
  },
};

const noDiscount = (owner: string, id: string): StripeRefusal =>
  new StripeRefusal(404, `No active discount for ${owner}: ${id}`, { code: 'resource_missing' });
