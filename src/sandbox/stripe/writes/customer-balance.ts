import { invalidValue } from '../errors.ts';
import { integerParam, stringParam } from '../params.ts';
import type { WriteEndpoint } from './endpoint.ts';
import { moveBalance } from './move-balance.ts';
import { metadataParam, required } from './values.ts';

/** `POST /v1/customers/:id/balance_transactions` (API reference, "Create a customer balance transaction"). */
export const createBalanceTransaction: WriteEndpoint = {
  method: 'POST',
  path: '/v1/customers/:id/balance_transactions',
  kind: 'customer_balance_transaction',
  answers: 'customer_balance_transaction',
  takes: ['amount', 'currency', 'description', 'metadata'],
  prepare: (params, customer) => {
    const amount = required('amount', integerParam(params, 'amount'));
    const currency = required('currency', stringParam(params, 'currency')).toLowerCase();
    if (!/^[a-z]{3}$/.test(currency)) throw invalidValue('currency', `Invalid currency: ${currency}`);
    const description = stringParam(params, 'description');
    const metadata = metadataParam(params);
    return (desk) => {
      desk.find('customer', customer, 'path');
      return moveBalance(desk, customer, {
        type: 'adjustment',
        amount,
        currency,
        metadata,
        ...(description === undefined ? {} : { description }),
      });
    };
  },
};
