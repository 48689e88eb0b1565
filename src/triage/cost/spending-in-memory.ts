import { assert } from '../../assert.ts';
import type { Reservation, SpendingLedger, SpendingPeriod } from './spending.ts';

/** For a command that ends after its checks: limits hold for what this process spends. */
export function spendingInMemory(clock: () => number = Date.now): SpendingLedger {
  const spent = new Map<string, number>();
  const open = new Map<string, { readonly keys: readonly string[]; readonly nano: number }>();
  let count = 0;
  const add = (keys: readonly string[], nano: number): void => {
    for (const key of keys) spent.set(key, (spent.get(key) ?? 0) + nano);
  };
  return {
    async reserve({ subject, limits, worst_case_nano_usd: nano }: Reservation) {
      const day = new Date(clock()).toISOString().slice(0, 10);
      const keys: Record<SpendingPeriod, string> = {
        ticket: `ticket ${subject}`,
        day: `day ${day}`,
        month: `month ${day.slice(0, 7)}`,
      };
      for (const period of ['ticket', 'day', 'month'] as const) {
        const limit = limits[period];
        if (limit !== undefined && (spent.get(keys[period]) ?? 0) + nano > limit) {
          return { kind: 'refused', period };
        }
      }
      count += 1;
      const id = `request ${count}`;
      open.set(id, { keys: Object.values(keys), nano });
      add(Object.values(keys), nano);
      return { kind: 'reserved', id };
    },
    async settle(id, { cost_nano_usd }) {
      const reserved = open.get(id);
      assert(reserved !== undefined, 'what is settled was reserved, and is settled once', { id });
      open.delete(id);
      add(reserved.keys, cost_nano_usd - reserved.nano);
    },
  };
}
