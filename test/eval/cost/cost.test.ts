import { describe, expect, it } from 'vitest';
import { renderCost, summariseCost } from './cost-report.ts';
import { ledgerTickets } from './ledger-tickets.ts';
import { type PricedTicket, priceTickets } from './price-tickets.ts';

/** `npm run eval:cost` takes 200, or any number. */
const TICKETS = 80;

const priced = (parts: Partial<PricedTicket>): PricedTicket => ({
  tier: 'small',
  reason: 'of the test',
  nano_usd: 500_000,
  prefix: 'x'.repeat(20_000),
  faults: [],
  ...parts,
});
const RULES = priced({ tier: 'rules', nano_usd: 0, prefix: null });

describe(`the texts of ${TICKETS} tickets of the ledger`, () => {
  it('cost what was promised, four in ten nothing, and those are worded no worse', async () => {
    const summary = summariseCost(await priceTickets(ledgerTickets('tickets', TICKETS)));
    process.stdout.write(renderCost(summary));
    expect(summary.failures).toEqual([]);
    expect(summary.tickets).toBe(TICKETS);
    // Every tier is met, so that none is priced by accident.
    expect(Math.min(...Object.values(summary.tiers))).toBeGreaterThan(TICKETS / 20);
  }, 120_000);
});

describe('the report', () => {
  it('takes the middle and the 95th of a hundred', () => {
    const all = Array.from({ length: 100 }, (_, place) => priced({ nano_usd: (place + 1) * 1_000 }));
    const summary = summariseCost(all);
    expect(summary.median_nano_usd).toBe(50_000);
    expect(summary.p95_nano_usd).toBe(95_000);
  });

  it.each<[string, readonly PricedTicket[]]>([
    ['The median', [priced({ nano_usd: 1_000_001 }), priced({ nano_usd: 1_000_001 }), RULES]],
    ['The 95th percentile', [priced({ nano_usd: 20_000_001 }), RULES, RULES]],
    ['Only 1 of 3', [priced({}), priced({}), RULES]],
    ['2 prefixes', [priced({}), priced({ prefix: 'y'.repeat(20_000) }), RULES, RULES]],
    ['too few to be cached', [priced({ prefix: 'x'.repeat(12_288) }), RULES]],
    ['faults each', [priced({}), { ...RULES, faults: ['day'] }]],
  ])('says what is not as promised: %s', (sentence, tickets) => {
    expect(summariseCost(tickets).failures.filter((told) => told.includes(sentence))).toHaveLength(1);
  });
});
