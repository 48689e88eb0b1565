/** Requests that name objects which cannot exist, so that a key that may send them changes nothing all the same. */
const PROBES: readonly WriteProbe[] = [
  {
    permission: 'Charges and Refunds',
    method: 'POST',
    path: '/v1/refunds',
    body: { charge: 'ch_BillingCheckSetupRefundsNothing' },
  },
  {
    permission: 'Credit notes',
    method: 'POST',
    path: '/v1/credit_notes',
    body: { invoice: 'in_BillingCheckSetupHasNone', amount: '1' },
  },
  {
    permission: 'Invoices',
    method: 'POST',
    path: '/v1/invoices/in_BillingCheckSetupHasNone/void',
    body: {},
  },
  {
    permission: 'Customers',
    method: 'POST',
    path: '/v1/customers/cus_BillingCheckSetupHasNone/balance_transactions',
    body: { amount: '-1', currency: 'usd' },
  },
  {
    permission: 'Subscriptions',
    method: 'DELETE',
    path: '/v1/subscriptions/sub_BillingCheckSetupHasNone',
    body: {},
  },
  {
    permission: 'PaymentIntents',
    method: 'POST',
    path: '/v1/payment_intents/pi_BillingCheckSetupHasNone/cancel',
    body: {},
  },
];

interface WriteProbe {
  /** As the Dashboard names it among a restricted key's permissions. */
  readonly permission: string;
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
}

export interface WritePermission {
  readonly permission: string;
  /** Null where the answer tells neither. */
  readonly granted: boolean | null;
}

/**
 * Tells what a key may write without writing anything: Stripe judges the key before it looks for the object, so that 403
 * means it may not, and 404 or 400 that it may. `deadlineMs` bounds all of it. A refused key gives `refused`.
 */
export async function probeWritePermissions(
  apiKey: string,
  origin: string,
  deadlineMs: number,
): Promise<readonly WritePermission[] | 'refused' | 'unreachable'> {
  const signal = AbortSignal.timeout(deadlineMs);
  const answers = await Promise.all(
    PROBES.map(async (probe) => ({
      permission: probe.permission,
      status: await statusOf(probe, apiKey, origin, signal),
    })),
  );
  if (answers.some(({ status }) => status === 401)) return 'refused';
  if (answers.every(({ status }) => status === null)) return 'unreachable';
  return answers.map(({ permission, status }) => ({ permission, granted: meaning(status) }));
}

function meaning(status: number | null): boolean | null {
  if (status === 403) return false;
  return status === 400 || status === 404 ? true : null;
}

async function statusOf(
  { method, path, body }: WriteProbe,
  apiKey: string,
  origin: string,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: method === 'POST' ? new URLSearchParams(body).toString() : null,
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}
