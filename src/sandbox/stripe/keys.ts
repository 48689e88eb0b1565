import type { SandboxRequest } from '../fault-injection.ts';
import { MERCHANT } from '../ledger/merchant.ts';
import { StripeRefusal } from './errors.ts';

/** What a restricted key may do: resource → `read`, or `write`, which includes reading. Absent: nothing. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

export interface KeySpec {
  readonly livemode: boolean;
  readonly permissions: Permissions;
}

/** Permission each kind of object needs, as in Stripe's sentence `rak_<resource>_read`. */
const RESOURCE_OF_KIND: Readonly<Record<string, string>> = {
  account: 'account',
  balance_transaction: 'balance_transaction_source',
  'billing.credit_balance_transaction': 'billing_credit_grant',
  'billing.credit_grant': 'billing_credit_grant',
  charge: 'charge',
  'checkout.session': 'checkout_session',
  coupon: 'coupon',
  credit_note: 'credit_note',
  customer: 'customer',
  customer_balance_transaction: 'customer',
  customer_cash_balance_transaction: 'customer',
  dispute: 'dispute',
  event: 'event',
  invoice: 'invoice',
  invoice_payment: 'invoice',
  invoiceitem: 'invoice',
  line_item: 'invoice',
  payment_intent: 'payment_intent',
  payment_method: 'payment_method',
  plan: 'plan',
  price: 'plan',
  product: 'product',
  promotion_code: 'promotion_code',
  quote: 'quote',
  refund: 'charge',
  setup_intent: 'setup_intent',
  subscription: 'subscription',
  subscription_item: 'subscription',
  subscription_schedule: 'subscription',
  tax_id: 'customer',
  tax_rate: 'tax_rate',
};

const RESOURCES = [...new Set(Object.values(RESOURCE_OF_KIND))];
const ALL_READ: Permissions = Object.fromEntries(RESOURCES.map((resource) => [resource, 'read']));

/** The keys a sandbox knows unless it is given others. */
export const SANDBOX_KEYS = {
  /** Reads everything. */
  read: 'rk_test_read_51NtDoorlistSandboxReadOnlyKey0001',
  /** Reads everything and writes what corrections need. */
  write: 'rk_test_write_51NtDoorlistSandboxWriteKey0002',
  /** Reads everything except credit notes. */
  withoutCreditNotes: 'rk_test_nocreditnotes_51NtDoorlistKey0003',
  /** A live-mode key that reads everything: it sees no test objects. */
  live: 'rk_live_read_51NtDoorlistSandboxLiveKey0004',
  /** Reads everything and writes what corrections need, except credit notes. */
  writeWithoutCreditNotes: 'rk_test_writenocn_51NtDoorlistWriteKey0005',
} as const;

/** What the executed kinds of corrections write. */
const CORRECTIONS: Permissions = {
  ...ALL_READ,
  charge: 'write',
  coupon: 'write',
  credit_note: 'write',
  customer: 'write',
  invoice: 'write',
  payment_intent: 'write',
  subscription: 'write',
};

export const DEFAULT_KEYS: Readonly<Record<string, KeySpec>> = {
  [SANDBOX_KEYS.read]: { livemode: false, permissions: ALL_READ },
  [SANDBOX_KEYS.write]: { livemode: false, permissions: CORRECTIONS },
  [SANDBOX_KEYS.writeWithoutCreditNotes]: {
    livemode: false,
    permissions: { ...CORRECTIONS, credit_note: 'read' },
  },
  [SANDBOX_KEYS.withoutCreditNotes]: { livemode: false, permissions: without(ALL_READ, 'credit_note') },
  [SANDBOX_KEYS.live]: { livemode: true, permissions: ALL_READ },
};

function without(permissions: Permissions, resource: string): Permissions {
  return Object.fromEntries(Object.entries(permissions).filter(([name]) => name !== resource));
}

/** Who is asking: the key, checked. */
export interface Caller {
  readonly livemode: boolean;
  /** @throws {StripeRefusal} 403 with the sentence that names the missing permission. */
  mustBeAllowed(kind: string, access: 'read' | 'write'): void;
}

/** @throws {StripeRefusal} 401 when there is no key, or one that is not known. */
export function authenticate(request: SandboxRequest, keys: Readonly<Record<string, KeySpec>>): Caller {
  const [scheme, key] = (request.headers.authorization ?? '').split(' ', 2);
  if (scheme === undefined || scheme === '' || key === undefined) {
    throw new StripeRefusal(
      401,
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    );
  }
  const spec = scheme === 'Bearer' && Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (spec === undefined) throw new StripeRefusal(401, `Invalid API Key provided: ${masked(key)}`);
  return {
    livemode: spec.livemode,
    mustBeAllowed: (kind, access) => {
      const resource = RESOURCE_OF_KIND[kind] ?? kind.replace(/\./g, '_');
      const granted = Object.hasOwn(spec.permissions, resource) ? spec.permissions[resource] : undefined;
      if (granted === 'write' || granted === access) return;
      throw new StripeRefusal(
        403,
        `The provided key '${masked(key)}' does not have the required permissions for this endpoint on account '${MERCHANT.accountId}'. Having the 'rak_${resource}_${access}' permission would allow this request to continue.`,
      );
    },
  };
}

/** As Stripe shows a key: its kind, stars, and the last characters. */
function masked(key: string): string {
  const kind = /^(sk|rk|pk)_(test|live)_/.exec(key)?.[0] ?? '';
  const tail = key.length > kind.length + 8 ? key.slice(-6) : '';
  return `${kind}${'*'.repeat(Math.max(0, key.length - kind.length - tail.length))}${tail}`;
}
