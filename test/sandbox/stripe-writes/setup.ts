import Stripe from 'stripe';
import { SANDBOX_KEYS, type StripeSandbox, startStripeSandbox } from '../../../src/sandbox/stripe/server.ts';
import { type Opened, open } from '../ledger/setup.ts';

/** An account, and the SDK talking to it over HTTP with a key that reads and one that writes. */
export interface Served extends Opened {
  readonly sandbox: StripeSandbox;
  readonly account: StripeSandbox['account'];
  readonly stripe: Stripe;
  readonly reader: Stripe;
}

const running: StripeSandbox[] = [];

/**
 * Serves what `stage` does with a ledger, on the machine's clock, or on one that stands at the ledger's present
 * (`clock: 'ledger'`).
 */
export async function serve<T>(
  stage: (opened: Opened) => T,
  { clock, ...options }: Parameters<typeof open>[0] & { readonly clock?: 'ledger' } = {},
): Promise<Served & { readonly staged: T }> {
  const opened = open(options);
  const staged = stage(opened);
  const { catalogue, objects } = opened.ledger;
  const sandbox = await startStripeSandbox({
    world: { objects: [...catalogue.objects, ...objects] },
    ...(clock === undefined ? {} : { now: () => opened.ledger.book.now * 1000 }),
  });
  running.push(sandbox);
  return {
    ...opened,
    staged,
    sandbox,
    account: sandbox.account,
    stripe: clientOf(sandbox, SANDBOX_KEYS.write),
    reader: clientOf(sandbox, SANDBOX_KEYS.read),
  };
}

export function clientOf(sandbox: StripeSandbox, key: string): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });
}

export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
}

/** The refusal a call ends in, as the SDK shows it. */
export async function refusal(
  call: Promise<unknown>,
): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('the call was answered, not refused');
}

/** A charge of `amount` with no invoice behind it. */
export const aCharge = ({ ledger, customer, method }: Opened, amount = 4900) =>
  ledger.payments.pay({ customer, method, amount, currency: 'usd', description: 'One-off' }).charge;
