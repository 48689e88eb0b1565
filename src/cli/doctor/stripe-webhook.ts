import type { Config } from '../../config.ts';
import { signedProbe } from '../../stripe/signed-probe.ts';
import { type Check, NETWORK_CHECK_MAX_MS } from './check.ts';

const NAME = 'Stripe webhook';
/** The path of our server that Stripe's events go to. */
export const STRIPE_WEBHOOK_PATH = '/stripe/webhook';

/**
 * Whether the running server takes what is signed with STRIPE_WEBHOOK_SECRET. Whether Stripe has the endpoint, with the
 * events it needs, cannot be seen: a key that may look at webhook endpoints may change them too.
 */
export async function checkStripeWebhook(
  { stripe: { webhookSecrets }, publicUrl }: Pick<Config, 'stripe' | 'publicUrl'>,
  serverRuns: boolean,
  now: number,
): Promise<readonly Check[]> {
  if (webhookSecrets.length === 0) return [];
  const count = webhookSecrets.length;
  const set = count === 1 ? 'a signing secret is set' : `${count} signing secrets are set`;
  if (publicUrl === null || !serverRuns) return [{ level: 'ok', name: NAME, message: set }];
  const address = `${publicUrl}${STRIPE_WEBHOOK_PATH}`;
  const statuses = await Promise.all(webhookSecrets.map((secret) => answerTo(address, secret, now)));
  const wrong = statuses.find((status) => status !== 200);
  return [wrong === undefined ? taken(address) : refused(address, wrong)];
}

/** The status an event is answered with that is signed with this secret; null where nothing answers. */
async function answerTo(address: string, secret: string, now: number): Promise<number | null> {
  const { payload, signature } = signedProbe(secret, now);
  try {
    const { status, body } = await fetch(address, {
      method: 'POST',
      body: payload,
      headers: { 'content-type': 'application/json', 'stripe-signature': signature },
      redirect: 'manual',
      signal: AbortSignal.timeout(NETWORK_CHECK_MAX_MS),
    });
    await body?.cancel();
    return status;
  } catch {
    return null;
  }
}

const taken = (address: string): Check => ({
  level: 'ok',
  name: NAME,
  message: `${address} takes what is signed with our secret`,
});

function refused(address: string, status: number | null): Check {
  if (status === null)
    return {
      level: 'warning',
      name: NAME,
      message: `${address} cannot be reached from this machine: look at the reverse proxy.`,
    };
  if (status === 401 || status === 404)
    return {
      level: 'failure',
      name: NAME,
      message: `the running server does not know STRIPE_WEBHOOK_SECRET as it is now (${address} answers ${status}): restart it.`,
    };
  return {
    level: 'warning',
    name: NAME,
    message: `${address} answers ${status}, which our server would not: look at the reverse proxy.`,
  };
}
