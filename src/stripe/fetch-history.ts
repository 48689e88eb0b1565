import type { Gap } from '../analysis/billing-history.ts';
import type { ProgressStep } from '../check/ports.ts';
import type { Calls } from './calls.ts';
import { couponOf, couponsToAsk } from './coupon-needs.ts';
import { StripeFailure } from './failure.ts';
import {
  customerLists,
  type ListPlan,
  MAX_OBJECTS_PER_LIST,
  type NestedPlan,
  nestedLists,
  PAGE_SIZE,
} from './lists.ts';
import { isRaw, itemsOf, type Raw, refOf } from './mapping/raw.ts';
import { absence, deleted, type Found, notFound, summaryOf, type Unresolved } from './resolve-customer.ts';

/** Calls a read may make beyond the pages of its lists: rests of embedded lists, disputes, coupons. */
export const MAX_FURTHER_CALLS = 500;

export interface FetchedHistory {
  readonly customer: Raw;
  /** Other records of the same person. */
  readonly twins: readonly Raw[];
  /** The customers and everything read about it, raw. */
  readonly objects: readonly Raw[];
  readonly gaps: readonly Gap[];
}

export type FetchOutcome = { readonly kind: 'fetched'; readonly history: FetchedHistory } | Unresolved;

/**
 * Reads everything of one customer: the customer (unless known already) and eight lists in one wave; whatever
 * those show to be incomplete goes out the moment it is known, so that it is at most one wave more: next pages, rests
 * of embedded lists, disputes of disputed charges, what a coupon applies to where that decides something.
 *
 * A list that cannot be completed becomes a gap.
 * @throws {StripeFailure} when the customer, or none of the lists, could be read.
 */
export async function fetchHistory(
  found: Exclude<Found, Unresolved>,
  calls: Calls,
  onProgress: (step: ProgressStep) => void,
): Promise<FetchOutcome> {
  const id = found.kind === 'whole' ? (refOf(found.customer) ?? '') : found.id;
  const reading = new Reading(calls, onProgress);
  const twins = found.kind === 'whole' ? found.twins : [];
  for (const record of [id, ...twins.map((twin) => refOf(twin) ?? '')]) reading.startLists(record);
  const customer = found.kind === 'whole' ? found.customer : await retrieveCustomer(id, calls);
  if (typeof customer === 'string') return notFound(customer);
  if (customer['deleted'] === true) return deleted(id);
  onProgress({ kind: 'customer_found', customer: summaryOf(customer) });
  for (const record of [customer, ...twins]) reading.take(record);
  return { kind: 'fetched', history: { customer, twins, ...(await reading.finish()) } };
}

/** The customer, or the sentence that says it does not exist. */
async function retrieveCustomer(id: string, calls: Calls): Promise<Raw | string> {
  // One level deeper than from a list: what the customer's own coupon applies to comes along.
  const expand = ['tax_ids', 'discount.source.coupon.applies_to'];
  try {
    const customer = await calls.run('customers', 'Customers', (options) =>
      calls.sdk.customers.retrieve(id, { expand }, options),
    );
    if (!isRaw(customer)) throw new StripeFailure('broken', `Stripe answered for ${id} with no customer.`);
    noteAppliesTo(couponOf(customer['discount']));
    return customer;
  } catch (error) {
    const message = error instanceof StripeFailure ? absence(id, error) : null;
    if (message === null) throw error;
    return message;
  }
}

class Reading {
  private readonly calls: Calls;
  private readonly onProgress: (step: ProgressStep) => void;
  private readonly objects = new Map<string, Raw>();
  private readonly gaps: Gap[] = [];
  private readonly pending = new Set<Promise<void>>();
  private readonly failures: StripeFailure[] = [];
  private readonly lists: Promise<void>[] = [];
  private furtherCalls = 0;
  private invoices = 0;
  private charges = 0;
  /** A fault of ours in one of the parallel parts, to be thrown where somebody waits. */
  private bug: { readonly error: unknown } | null = null;

  constructor(calls: Calls, onProgress: (step: ProgressStep) => void) {
    this.calls = calls;
    this.onProgress = onProgress;
  }

  startLists(customer: string): void {
    for (const plan of customerLists(this.calls.sdk, customer)) {
      this.lists.push(this.begin(() => this.readList(plan)));
    }
  }

  /** Waits until nothing is under way any more. */
  async finish(): Promise<Pick<FetchedHistory, 'objects' | 'gaps'>> {
    await Promise.all(this.lists);
    for (const coupon of couponsToAsk(this.objects.values())) this.further(() => this.readCoupon(coupon));
    while (this.pending.size > 0) await Promise.all(this.pending);
    if (this.bug !== null) throw this.bug.error;
    const [failure] = this.failures;
    if (failure !== undefined && this.failures.length === this.lists.length) throw failure;
    return { objects: [...this.objects.values()], gaps: this.gaps };
  }

  /** Keeps an object once and starts what it shows to be missing. */
  take(raw: Raw): void {
    const id = refOf(raw);
    if (id === null || this.objects.has(id)) return;
    this.objects.set(id, raw);
    for (const plan of nestedLists(this.calls.sdk, raw, id)) this.further(() => this.complete(plan, raw));
    if (raw['object'] === 'charge' && raw['disputed'] === true) this.further(() => this.readDisputes(id));
  }

  private async readList(plan: ListPlan): Promise<void> {
    const seen = new Set<string>();
    const failure = await this.readPages(plan, undefined, (raw, id) => {
      seen.add(id);
      this.take(raw);
      this.count(raw);
    });
    if (failure === null) return;
    if (seen.size === 0 && failure.cause !== undefined) this.failures.push(failure.cause);
    this.gaps.push({
      message:
        seen.size === 0
          ? `The ${plan.name} could not be read: ${failure.reason}`
          : `Of the ${plan.name} only the newest ${seen.size} could be read: ${failure.reason}`,
      could_hold_money: plan.could_hold_money,
      scope: null,
    });
  }

  /**
   * Reads page after page. Null when the list came to its end; otherwise why not. Nothing Stripe answers can make it
   * go round for ever.
   */
  private async readPages(
    plan: ListPlan,
    startingAfter: string | undefined,
    each: (raw: Raw, id: string) => void,
  ): Promise<{ readonly reason: string; readonly cause?: StripeFailure } | null> {
    const seen = new Set<string>();
    let cursor = startingAfter;
    for (;;) {
      const params = { limit: PAGE_SIZE, ...(cursor === undefined ? {} : { starting_after: cursor }) };
      let page: { readonly data: readonly unknown[]; readonly has_more: boolean };
      try {
        page = await this.calls.run(plan.name, plan.permission, (options) => plan.page(params, options));
      } catch (error) {
        if (!(error instanceof StripeFailure)) throw error;
        return { reason: error.message, cause: error };
      }
      const before = seen.size;
      for (const raw of itemsOf(page.data)) {
        const id = refOf(raw);
        if (id === null || !isRaw(raw) || seen.has(id)) continue;
        seen.add(id);
        cursor = id;
        each(raw, id);
      }
      if (page.has_more !== true) return null;
      if (seen.size === before) return { reason: 'Stripe announced more but sent nothing new.' };
      if (seen.size >= MAX_OBJECTS_PER_LIST) {
        return { reason: `there are more than ${MAX_OBJECTS_PER_LIST} of them.` };
      }
    }
  }

  private count(raw: Raw): void {
    if (raw['object'] === 'invoice') this.invoices += 1;
    else if (raw['object'] === 'charge') this.charges += 1;
    else return;
    this.onProgress({ kind: 'history_read', invoices: this.invoices, charges: this.charges });
  }

  /** Reads the rest of an embedded list and puts it where it belongs, so that an export has it too. */
  private async complete(plan: NestedPlan, owner: Raw): Promise<void> {
    const embedded = [...itemsOf(owner[plan.key])];
    const known = new Set(embedded.map(refOf));
    const last = embedded.map(refOf).findLast((id): id is string => id !== null);
    const failure = await this.readPages(plan, last, (raw, id) => {
      if (!known.has(id)) embedded.push(raw);
    });
    const list = { object: 'list', ...(isRaw(owner[plan.key]) ? (owner[plan.key] as Raw) : {}) };
    Object.assign(owner, { [plan.key]: { ...list, data: embedded, has_more: failure !== null } });
    if (failure !== null)
      this.gap(plan.owner, `Not all ${plan.name} could be read`, failure.reason, plan.could_hold_money);
  }

  private async readDisputes(charge: string): Promise<void> {
    const plan: ListPlan = {
      name: `disputes of ${charge}`,
      permission: 'Disputes',
      could_hold_money: true,
      page: (params, options) => this.calls.sdk.disputes.list({ ...params, charge }, options),
    };
    const failure = await this.readPages(plan, undefined, (raw) => this.take(raw));
    if (failure !== null) this.gap(charge, `The ${plan.name} could not be read`, failure.reason, true);
  }

  private async readCoupon(id: string): Promise<void> {
    try {
      const coupon: unknown = await this.calls.run('coupons', 'Coupons', (options) =>
        this.calls.sdk.coupons.retrieve(id, { expand: ['applies_to'] }, options),
      );
      if (isRaw(coupon) && coupon['deleted'] !== true) {
        noteAppliesTo(coupon);
        this.objects.set(`coupon ${id}`, coupon);
      }
    } catch (error) {
      if (!(error instanceof StripeFailure)) throw error;
      // A deleted coupon goes on working where it was applied, but can no longer be asked about.
      if (error.kind !== 'missing') this.gap(id, `The coupon ${id} could not be read`, error.message, false);
    }
  }

  private gap(scope: string, what: string, why: string, could_hold_money: boolean): void {
    this.gaps.push({ message: `${what}: ${why}`, could_hold_money, scope });
  }

  /** A call beyond the lists, if there is room for one. */
  private further(work: () => Promise<void>): void {
    this.furtherCalls += 1;
    if (this.furtherCalls <= MAX_FURTHER_CALLS) void this.begin(work);
    else if (this.furtherCalls === MAX_FURTHER_CALLS + 1) {
      this.gaps.push({
        message: `More than ${MAX_FURTHER_CALLS} objects have parts that must be read one by one: the rest was left out.`,
        could_hold_money: true,
        scope: null,
      });
    }
  }

  private begin(work: () => Promise<void>): Promise<void> {
    const running: Promise<void> = work()
      .catch((error: unknown) => {
        this.bug ??= { error };
      })
      .finally(() => this.pending.delete(running));
    this.pending.add(running);
    return running;
  }
}

/** Stripe leaves `applies_to` out of an unlimited coupon even when asked: null says that it was asked. */
function noteAppliesTo(coupon: unknown): void {
  if (isRaw(coupon) && coupon['applies_to'] === undefined) Object.assign(coupon, { applies_to: null });
}
