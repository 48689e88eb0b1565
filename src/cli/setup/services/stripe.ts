import { probeWritePermissions } from '../../../stripe/effects/probe-write-permissions.ts';
import { STRIPE_EVENT_TYPES } from '../../../stripe/webhook.ts';
import { type Check, NETWORK_CHECK_MAX_MS } from '../../doctor/check.ts';
import { checkStripeReadKey, checkStripeWriteKey } from '../../doctor/stripe.ts';
import { checkStripeWebhook } from '../../doctor/stripe-webhook.ts';
import { parsePart, type Service } from './service.ts';

const STRIPE_ORIGIN = 'https://api.stripe.com';

export const STRIPE: Service = {
  name: 'Stripe',
  needed: true,
  explain: ({ PUBLIC_URL: url }) => [
    'In the Stripe Dashboard open Developers, API keys, and choose "Create restricted key".',
    'The first key only reads. Set to Read: Customers, Subscriptions, Invoices, Charges and Refunds, Credit notes,',
    'PaymentIntents, SetupIntents, Disputes, Coupons, Products, Prices. Leave everything else at None.',
    'The second key is needed only where corrections are to be carried out. Set to Write: Charges and Refunds,',
    'Credit notes, Invoices, Customers, Subscriptions, PaymentIntents, as far as you want those corrected.',
    'With corrections, add a webhook too, so that a refund that fails at the bank is known at once: in Developers, Webhooks,',
    `choose "Add destination", your account, snapshot events, the address ${url ?? 'https://YOUR-HOST'}/stripe/webhook, and the events`,
    `${STRIPE_EVENT_TYPES.slice(0, 6).join(', ')},`,
    `${STRIPE_EVENT_TYPES.slice(6).join(', ')}.`,
    'A key that could do that for you could change it too, so it is done by hand.',
  ],
  variables: [
    { name: 'STRIPE_READ_KEY', label: 'the restricted key that reads, rk_…', secret: true },
    {
      name: 'STRIPE_WRITE_KEY',
      label: 'the restricted key that writes; Enter leaves corrections a dry run',
      secret: true,
      optional: true,
    },
    {
      name: 'STRIPE_WEBHOOK_SECRET',
      label: 'the signing secret of the webhook, whsec_…; Enter: Stripe is asked once a day',
      secret: true,
      optional: true,
    },
  ],
  async test(values, now) {
    const part = parsePart(values, /^(STRIPE_|CORRECTIONS_MODE)/, 'Stripe');
    if ('faults' in part) return part.faults;
    const { config } = part;
    const reading = await checkStripeReadKey(config);
    const webhook = await checkStripeWebhook(config, false, now);
    const key = values['STRIPE_WRITE_KEY'];
    const shape = checkStripeWriteKey(config, key);
    if (key === undefined || shape.level === 'failure') return [...reading, shape, ...webhook];
    const origin = config.stripe.apiBase ?? STRIPE_ORIGIN;
    return [...reading, shape, ...(await checkWriting(key, origin)), ...webhook];
  },
};

async function checkWriting(key: string, origin: string): Promise<readonly Check[]> {
  const name = 'Stripe writing';
  const found = await probeWritePermissions(key, origin, NETWORK_CHECK_MAX_MS);
  if (found === 'refused')
    return [{ level: 'failure', name, message: 'Stripe does not know STRIPE_WRITE_KEY: copy it again.' }];
  if (found === 'unreachable')
    return [{ level: 'unreachable', name, message: 'Stripe gave no answer: try again later.' }];
  const named = (granted: boolean | null): string =>
    found
      .filter((one) => one.granted === granted)
      .map(({ permission }) => permission)
      .join(', ');
  const [may, mayNot, unknown] = [named(true), named(false), named(null)];
  return [
    ...(may === '' ? [] : [{ level: 'ok' as const, name, message: `may write ${may}` }]),
    ...(mayNot === ''
      ? []
      : [
          {
            level: 'warning' as const,
            name,
            message: `may not write ${mayNot}: such corrections cannot be carried out until the key has Write there (Stripe Dashboard, Developers, API keys).`,
          },
        ]),
    ...(unknown === '' ? [] : [{ level: 'warning' as const, name, message: `not known of ${unknown}` }]),
  ];
}
