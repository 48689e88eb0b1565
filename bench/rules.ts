import { analyze } from '../src/analysis/analyze.ts';
import type { BillingHistory } from '../src/analysis/billing-history.ts';
import { HistoryIndex } from '../src/analysis/history-index.ts';
import { EMPTY_POLICY, type Policy } from '../src/analysis/policy.ts';
import { RULES } from '../src/analysis/rules/index.ts';
import { buildWorld } from '../src/sandbox/stories/world.ts';
import { toBillingHistory } from '../src/stripe/to-billing-history.ts';
import { withLargeCustomer } from './large-customer.ts';
import { type Figure, figure, median } from './lib/report.ts';

const FEW = 1_000;
const MANY = 10_000;
const ROUNDS = 5;
const SLOWEST_SHOWN = 5;
const GROWTH_MAX = 11;
const CPU_LIMIT_MS = 1_000;
const MEMORY_LIMIT_MB = 60;
const MEGABYTE = 1024 * 1024;

/** The whole catalogue on one core: how it grows with the invoices, what 10,000 cost, and which rules cost most. */
export async function benchRules(): Promise<Figure[]> {
  const world = buildWorld(1);
  const historyOf = (invoices: number): BillingHistory => {
    const { objects, id } = withLargeCustomer(world, { invoices, lines: 1 });
    const own = objects.filter(
      (object) => object.id === id || !('customer' in object) || object.customer === id,
    );
    return toBillingHistory(own, { exportedAt: world.now, livemode: false });
  };
  const [few, many] = [historyOf(FEW), historyOf(MANY)];
  // Every section is there, so that no rule stops at what it lacks.
  const policy: Policy = {
    ...EMPTY_POLICY,
    prices: [],
    seats: [],
    one_time_fees: [],
    discount_stacking: 'forbidden',
    refund_on_cancel: 'prorated',
    on_downgrade: 'credit',
    multiple_subscriptions: { allowed: false, metadata_keys: [], exclusive_products: [] },
    promises: [],
    requests: [],
    consent_required: [],
    accounts: [],
    tax: { seller_country: 'US', registrations: [], rates: [], exempt_customers: [] },
  };
  const judge = (history: BillingHistory): void =>
    void analyze({ history, policy, asOf: history.exported_at, ticket: null });
  judge(few);
  const small = median(repeat(() => cpuMs(() => judge(few))));
  const before = memoryMb();
  const large = median(repeat(() => cpuMs(() => judge(many))));
  const grown = peakMb(() => judge(many)) - before;
  return [
    figure(`rules: ${FEW} invoices`, small, 'ms CPU'),
    figure(`rules: ${MANY} invoices`, large, 'ms CPU', large / small, {
      at: 'most',
      limit: GROWTH_MAX,
      of: 'ratio',
    }),
    figure(`rules: ${MANY} invoices, CPU`, large, 'ms CPU', null, {
      at: 'most',
      limit: CPU_LIMIT_MS,
      of: 'value',
    }),
    figure(`rules: ${MANY} invoices, memory while judging`, Math.max(0, grown), 'MB', null, {
      at: 'most',
      limit: MEMORY_LIMIT_MB,
      of: 'value',
    }),
    ...slowest(many, policy),
  ];
}

/** Invoices a second of the rules that cost most. */
function slowest(history: BillingHistory, policy: Policy): Figure[] {
  const index = new HistoryIndex(history);
  const costs = RULES.map((rule) => {
    const context = {
      asOf: history.exported_at,
      policy,
      index,
      thresholds: rule.thresholds ?? {},
      claim: null,
      isWorthExplaining: () => true,
    };
    rule.check(history, context);
    return { id: rule.id, ms: median(repeat(() => cpuMs(() => void rule.check(history, context)))) };
  }).sort((a, b) => b.ms - a.ms);
  return costs
    .slice(0, SLOWEST_SHOWN)
    .map(({ id, ms }) => figure(`rule ${id}`, (history.invoices.length / ms) * 1000, 'inv/s'));
}

function repeat(once: () => number): number[] {
  return Array.from({ length: ROUNDS }, once);
}

function cpuMs(work: () => void): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

function memoryMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / MEGABYTE;
}

/** What is still held when the work is done, before anything is collected: an upper bound of what it needs at once. */
function peakMb(work: () => void): number {
  globalThis.gc?.();
  work();
  return process.memoryUsage().heapUsed / MEGABYTE;
}
