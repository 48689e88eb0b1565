import { Calls, Deadline, Gate } from './calls.ts';
import type { StripeClient } from './client.ts';
import { StripeFailure } from './failure.ts';
import { customerLists, type ListPlan } from './lists.ts';
import { isRaw, refOf } from './mapping/raw.ts';

/** One list a read may need, asked for with a limit of one. */
export interface PermissionProbe {
  /** As it stands in sentences, e.g. `invoices`. */
  readonly what: string;
  /** The restricted key's permission it takes, as the Dashboard names it. */
  readonly permission: string;
  /** Why it cannot be read; null when it can. */
  readonly failure: StripeFailure | null;
}

/** Stands in for a customer when the account has none: Stripe looks at the key before it looks for the object. */
const NO_CUSTOMER = 'cus_BillingCheckDoctorHasNone';

/**
 * Asks Stripe for one object of every list a read may need, exactly as a read asks for it (same filters, same
 * expansions), and tells which the key may not read. Two waves; `deadlineMs` bounds each.
 */
export async function probePermissions(
  client: StripeClient,
  deadlineMs: number,
): Promise<readonly PermissionProbe[]> {
  let someone = NO_CUSTOMER;
  const customers: ListPlan = {
    name: 'customers',
    permission: 'Customers',
    could_hold_money: true,
    page: async (params, options) => {
      const expand = ['data.tax_ids', 'data.discount.source.coupon'];
      const page = await client.sdk.customers.list({ ...params, expand }, options);
      const [first] = page.data;
      someone = (isRaw(first) ? refOf(first) : null) ?? NO_CUSTOMER;
      return page;
    },
  };
  const first = await probe(client, [customers], deadlineMs);
  if (first.some(({ failure }) => failure !== null && !answered(failure))) return first;
  return [
    ...first,
    ...(await probe(client, [...customerLists(client.sdk, someone), ...others(client)], deadlineMs)),
  ];
}

/** What is read only when a history shows the need for it. */
function others({ sdk }: StripeClient): readonly ListPlan[] {
  const plan = (name: string, permission: string, page: ListPlan['page']): ListPlan => ({
    name,
    permission,
    could_hold_money: true,
    page,
  });
  return [
    plan('refunds', 'Charges and Refunds', (params, options) => sdk.refunds.list(params, options)),
    plan('disputes', 'Disputes', (params, options) => sdk.disputes.list(params, options)),
    plan('coupons', 'Coupons', (params, options) => sdk.coupons.list(params, options)),
  ];
}

async function probe(
  client: StripeClient,
  plans: readonly ListPlan[],
  deadlineMs: number,
): Promise<readonly PermissionProbe[]> {
  const deadline = new Deadline(deadlineMs);
  const calls = new Calls(client, new Gate(), deadline);
  try {
    return await Promise.all(
      plans.map(async ({ name, permission, page }) => {
        const failure = await calls
          .run(name, permission, (options) => page({ limit: 1 }, options))
          .then(() => null, onlyFailure);
        return { what: name, permission, failure: failure?.kind === 'missing' ? null : failure };
      }),
    );
  } finally {
    deadline.close();
  }
}

function onlyFailure(error: unknown): StripeFailure {
  if (error instanceof StripeFailure) return error;
  throw error;
}

/** True when Stripe answered and took the key for one of its own: other lists may still be allowed. */
function answered({ kind }: StripeFailure): boolean {
  return kind === 'forbidden' || kind === 'missing' || kind === 'broken';
}
