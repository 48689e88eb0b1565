import Stripe from 'stripe';

/** A type that nothing depends on: our server takes it, and stores nothing. */
const PROBE = {
  id: 'evt_billing_check_probe',
  object: 'event',
  type: 'billing_check.probe',
  livemode: false,
  data: { object: {} },
};

/** An event as Stripe would sign it with this secret (`whsec_…`) now (Unix seconds), for our own server to take or refuse. */
export function signedProbe(
  secret: string,
  now: number,
): { readonly payload: string; readonly signature: string } {
  const payload = JSON.stringify(PROBE);
  return {
    payload,
    signature: Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: now }),
  };
}
