import type { Config } from '../../config.ts';
import { createStripeClient, type StripeClient } from '../../stripe/client.ts';
import { proveReadOnly } from '../../stripe/effects/prove-read-only.ts';
import { type PermissionProbe, probePermissions } from '../../stripe/probe-permissions.ts';
import { type Check, failedService, NETWORK_CHECK_MAX_MS, shortSecret } from './check.ts';

/** The key that reads: its kind, what it may read, and that it cannot refund. */
export async function checkStripeReadKey({ stripe }: Config): Promise<readonly Check[]> {
  const name = 'Stripe read key';
  const { readKey, apiBase } = stripe;
  if (readKey === null) {
    const message =
      'STRIPE_READ_KEY is not set: make a restricted key in the Stripe Dashboard (Developers, API keys) that may only read.';
    return [{ level: 'failure', name, message }];
  }
  let client: StripeClient;
  try {
    client = createStripeClient({ apiKey: readKey, apiBase });
  } catch (error) {
    return [failedService(name, error)];
  }
  const [permissions, proof] = await Promise.all([
    probePermissions(client, NETWORK_CHECK_MAX_MS),
    proveReadOnly(readKey, client, NETWORK_CHECK_MAX_MS),
  ]);
  return [describeKey(name, readKey, client), ...describePermissions(permissions), ...describeProof(proof)];
}

function describeKey(name: string, key: string, { mode, origin, warnings }: StripeClient): Check {
  const [warning] = warnings;
  if (warning !== undefined) return { level: 'warning', name, message: warning };
  const where = origin === 'https://api.stripe.com' ? '' : `, at ${origin}`;
  return {
    level: 'ok',
    name,
    message: `${shortSecret(key)}, restricted, ${mode === null ? 'mode not told by its shape' : `${mode} mode`}${where}`,
  };
}

function describePermissions(probes: readonly PermissionProbe[]): readonly Check[] {
  const name = 'Stripe reading';
  const failures = probes.flatMap(({ permission, failure }) =>
    failure === null ? [] : [{ permission, failure }],
  );
  // Only a missing permission concerns one list; everything else is the same trouble many times.
  const general = failures.find(({ failure }) => failure.kind !== 'forbidden');
  if (general !== undefined) return [failedService(name, general.failure)];
  const denied = new Set(failures.map(({ permission }) => permission));
  const granted = [...new Set(probes.map(({ permission }) => permission))].filter(
    (permission) => !denied.has(permission),
  );
  const seen = new Set<string>();
  const missing = failures
    .filter(({ failure }) => !seen.has(failure.message) && seen.add(failure.message))
    .map(({ failure }): Check => ({ level: 'failure', name, message: failure.message }));
  if (granted.length === 0) return missing;
  return [{ level: 'ok', name, message: `may read ${granted.join(', ')}` }, ...missing];
}

function describeProof(proof: Awaited<ReturnType<typeof proveReadOnly>>): readonly Check[] {
  const name = 'Cannot refund';
  switch (proof.kind) {
    case 'proved':
      return [{ level: 'ok', name, message: 'Stripe refuses a refund with the read key' }];
    case 'may_refund': {
      const message =
        'STRIPE_READ_KEY may refund money: in the Stripe Dashboard set its permission "Charges and Refunds" to Read, or replace it by a restricted key that may only read.';
      return [{ level: 'failure', name, message }];
    }
    case 'unknown': {
      // Refused keys and silence are told by the lines above.
      if (proof.status === null || proof.status === 401) return [];
      const message = `not proved: Stripe answered with status ${proof.status}; run doctor again later.`;
      return [{ level: 'warning', name, message }];
    }
  }
}

/** The key that writes: there when corrections are live, of the same mode, restricted. It is not used here. */
export function checkStripeWriteKey({ stripe, correctionsMode }: Config, written: string | undefined): Check {
  const name = 'Stripe write key';
  const key = written?.trim() ?? '';
  if (key === '') return { level: 'ok', name, message: 'absent, and not needed: corrections are a dry run' };
  if (!/^(rk|sk)_[A-Za-z0-9_]{4,250}$/.test(key)) {
    const message =
      'STRIPE_WRITE_KEY does not hold a Stripe key: put a restricted key there (it starts with rk_).';
    return { level: 'failure', name, message };
  }
  const modes = [stripe.readKey ?? '', key].map((one) => /^.k_(live|test)_/.exec(one)?.[1] ?? null);
  const [reads, writes] = modes;
  if (reads != null && writes != null && reads !== writes) {
    const message = `STRIPE_WRITE_KEY is a ${writes}-mode key but STRIPE_READ_KEY a ${reads}-mode key: use two keys of one mode.`;
    return { level: 'failure', name, message };
  }
  if (key.startsWith('sk_')) {
    const message =
      'STRIPE_WRITE_KEY holds a secret key (sk_…), which may do anything: make a restricted key (rk_…) that may write Charges and Refunds, Credit notes, Customers, Invoices and Subscriptions.';
    return { level: 'warning', name, message };
  }
  const use = correctionsMode === 'live' ? 'corrections are live' : 'not used: corrections are a dry run';
  return { level: 'ok', name, message: `${shortSecret(key)}, restricted; ${use}` };
}
