import type { Config } from '../../config.ts';
import { zendeskOrigin } from '../../zendesk/origin.ts';
import { type Check, NETWORK_CHECK_MAX_MS } from './check.ts';

/** A clock further off than this makes signatures fail and judges the wrong moment, in seconds. */
const SKEW_MAX_SECONDS = 60;
const STRIPE_ORIGIN = 'https://api.stripe.com';

/** Compares this machine's clock with the `Date` header of whichever service is set up. */
export async function checkClock({ stripe, zendesk }: Config): Promise<Check> {
  const name = 'Clock';
  const origins: { readonly service: string; readonly origin: string }[] = [];
  if (stripe.readKey !== null) origins.push({ service: 'Stripe', origin: stripe.apiBase ?? STRIPE_ORIGIN });
  const place = zendesk === null ? null : zendeskOrigin(zendesk);
  if (place !== null && 'origin' in place) origins.push({ service: 'Zendesk', origin: place.origin });
  if (origins.length === 0)
    return { level: 'note', name, message: 'not compared: neither Stripe nor Zendesk is set up' };
  const compared = await Promise.all(
    origins.map(async ({ service, origin }) => ({ service, skew: await skewSeconds(origin) })),
  );
  const known = compared.find(({ skew }) => skew !== null);
  if (known === undefined || known.skew === null)
    return { level: 'note', name, message: 'not compared: no service answered' };
  const { service, skew } = known;
  if (Math.abs(skew) <= SKEW_MAX_SECONDS) return { level: 'ok', name, message: `agrees with ${service}'s` };
  const direction = skew > 0 ? 'ahead of' : 'behind';
  return {
    level: 'warning',
    name,
    message: `${Math.round(Math.abs(skew))} s ${direction} ${service}'s: set it with NTP, or webhook signatures are refused.`,
  };
}

/** Seconds this machine's clock is ahead of the server's, to about a second; null when it gives no time. */
async function skewSeconds(origin: string): Promise<number | null> {
  const sent = Date.now();
  try {
    const response = await fetch(origin, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(NETWORK_CHECK_MAX_MS),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    // The header is cut to the second, and was written somewhere between sending and receiving.
    return Number.isNaN(date) ? null : ((sent + Date.now()) / 2 - (date + 500)) / 1000;
  } catch {
    return null;
  }
}
