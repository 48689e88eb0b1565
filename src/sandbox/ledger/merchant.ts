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
