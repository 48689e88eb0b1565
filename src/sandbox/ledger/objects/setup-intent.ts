import type { Customer, PaymentMethod, SetupIntent } from '../wire.ts';

/** A card being saved (or checked) without a payment. */
export function aSetupIntent(
  id: string,
  customer: Customer,
  method: PaymentMethod,
  status: SetupIntent['status'],
  created: number,
): SetupIntent {
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: null,
    created,
    customer: customer.id,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: method.id,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    single_use_mandate: null,
    status,
    usage: 'off_session',
  };
}
