import type { StripeClient } from '../client.ts';

/** A charge that cannot exist, so that asking to refund it can change nothing. */
const NO_CHARGE = 'ch_BillingCheckDoctorRefundsNothing';

export type ReadOnlyProof =
  /** Stripe refused for want of permission: the key cannot refund. */
  | { readonly kind: 'proved' }
  /** Stripe looked for the charge: with a real one the key could have refunded it. */
  | { readonly kind: 'may_refund' }
  /** The answer tells neither. `status` is null when there was none. */
  | { readonly kind: 'unknown'; readonly status: number | null };

/**
 * Tries to refund a charge that does not exist with the key that is supposed to read only. Stripe judges the key
 * before the charge: 403 means it cannot refund, 404 or 400 that it can.
 *
 * Plain fetch: the reading client sends nothing but GET, and no other client may hold this key.
 */
export async function proveReadOnly(
  apiKey: string,
  { origin }: Pick<StripeClient, 'origin'>,
  deadlineMs: number,
): Promise<ReadOnlyProof> {
  let status: number;
  try {
    const response = await fetch(`${origin}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ charge: NO_CHARGE }).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    });
    status = response.status;
    await response.body?.cancel();
  } catch {
    return { kind: 'unknown', status: null };
  }
  if (status === 403) return { kind: 'proved' };
  // 2xx cannot be; were it to be, the key has written.
  if (status === 400 || status === 404 || (status >= 200 && status < 300)) return { kind: 'may_refund' };
  return { kind: 'unknown', status };
}
