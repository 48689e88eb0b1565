import { percentage } from './arithmetic.ts';

/** The company whose Stripe account the sandbox stands for: software for running events. */
export const MERCHANT = {
  accountId: 'acct_1NtDoorlistSandbox',
  name: 'Doorlist',
  country: 'US',
  statementDescriptor: 'DOORLIST',
} as const;

const FIXED_FEE: Readonly<Record<string, number>> = { jpy: 30, kwd: 90 };

/** What Stripe keeps of a card payment, in minor units: 2.9 % and a fixed part. */
export function processingFee(amount: number, currency: string): number {
  return percentage(amount, 2.9) + (FIXED_FEE[currency] ?? 30);
}

const MINIMUM_CHARGES: Readonly<Record<string, number>> = {
  aed: 200,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  nok: 300,
  nzd: 50,
  pln: 200,
  sek: 300,
  sgd: 50,
  usd: 50,
};

/** The smallest amount Stripe charges in a currency, minor units (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
export function minimumCharge(currency: string): number {
  return MINIMUM_CHARGES[currency] ?? 0;
}
