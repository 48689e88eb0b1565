import { and, eq, gte, lt, sql } from 'drizzle-orm';
import { assert } from '../src/assert.ts';
import { newId } from './ids.ts';
import { modelUsage } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';

const DAY_MS = 86_400_000;
/** Longer than any limit looks back, and a year of figures besides. */
const KEPT_DAYS = 400;

/** Billionths of a US dollar; absent: no limit. Days and months are those of UTC. */
export type UsageLimits = Readonly<Partial<Record<UsagePeriod, number>>>;
export type UsagePeriod = 'ticket' | 'day' | 'month';

export interface UsageReservation {
  /** One ticket, or one check without a ticket: what the `ticket` limit is about. */
  readonly subject: string;
  readonly model: string;
  readonly prompt_version: number;
  readonly worst_case_nano_usd: number;
  readonly limits: UsageLimits;
}

export interface UsageSettlement {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly output_tokens: number;
  readonly cost_nano_usd: number;
}

/** What was spent, and is perhaps being spent. */
export interface Spent {
  readonly day_nano_usd: number;
  readonly month_nano_usd: number;
}

export interface ModelUsageStore {
  /** One transaction: either the worst case fits below every limit and counts from now on, or nothing is written. */
  reserveModelUsage(
    input: UsageReservation,
  ): Promise<
    | { readonly kind: 'reserved'; readonly id: string }
    | { readonly kind: 'refused'; readonly period: UsagePeriod }
  >;
  /** What a reserved request came to; once. */
  settleModelUsage(id: string, settlement: UsageSettlement): Promise<void>;
  /** What today and this month have come to so far. */
  spentOnModels(): Promise<Spent>;
}

export function modelUsageStore(transactor: Transactor, clock: () => number): ModelUsageStore {
  return {
    reserveModelUsage: ({ limits, worst_case_nano_usd, subject, model, prompt_version }) =>
      transactor.write((db) => {
        const now = clock();
        const day = dayOf(now);
        for (const period of ['ticket', 'day', 'month'] as const) {
          const limit = limits[period];
          if (limit === undefined) continue;
          if (countedIn(db, period, subject, day) + worst_case_nano_usd > limit)
            return { kind: 'refused', period };
        }
        const id = newId('mu', now);
        db.insert(modelUsage)
          .values({
            id,
            subject,
            day,
            model,
            prompt_version,
            state: 'reserved',
            counted_nano_usd: worst_case_nano_usd,
            begun_at_ms: now,
          })
          .run();
        db.delete(modelUsage)
          .where(lt(modelUsage.day, dayOf(now - KEPT_DAYS * DAY_MS)))
          .run();
        return { kind: 'reserved', id };
      }),

    settleModelUsage: (id, settlement) =>
      transactor.write((db) => {
        const settled = db
          .update(modelUsage)
          .set({
            state: 'settled',
            counted_nano_usd: settlement.cost_nano_usd,
            input_tokens: settlement.input_tokens,
            cache_write_tokens: settlement.cache_creation_input_tokens,
            cache_read_tokens: settlement.cache_read_input_tokens,
            output_tokens: settlement.output_tokens,
            settled_at_ms: clock(),
          })
          .where(and(eq(modelUsage.id, id), eq(modelUsage.state, 'reserved')))
          .returning({ id: modelUsage.id })
          .all();
        assert(settled.length === 1, 'a request to a model was reserved, and is settled once', { id });
      }),

    spentOnModels: () => transactor.read((db) => spentOn(db, clock())),
  };
}

/** For the server's store and for a command that only looks. `now`: Unix milliseconds. */
export function spentOn(db: Db, now: number): Spent {
  const day = dayOf(now);
  return {
    day_nano_usd: countedIn(db, 'day', '', day),
    month_nano_usd: countedIn(db, 'month', '', day),
  };
}

function countedIn(db: Db, period: UsagePeriod, subject: string, day: string): number {
  const month = day.slice(0, 'YYYY-MM'.length);
  const within = {
    ticket: eq(modelUsage.subject, subject),
    day: eq(modelUsage.day, day),
    // A full stop sorts right after the hyphen that every day of the month goes on with.
    month: and(gte(modelUsage.day, month), lt(modelUsage.day, `${month}.`)),
  }[period];
  const row = db
    .select({ total: sql<number>`coalesce(sum(${modelUsage.counted_nano_usd}), 0)` })
    .from(modelUsage)
    .where(within)
    .get();
  return row?.total ?? 0;
}

/** The day in UTC, e.g. `2026-11-21`. */
function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
