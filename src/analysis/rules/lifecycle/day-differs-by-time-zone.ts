import { formatMoney } from '../../../money.ts';
import type { BillingHistory } from '../../billing-history.ts';
import { explanation } from '../../explanation.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { type DatedMoment, datedMoments, recordedMoments } from '../../lifecycle/dated-moments.ts';
import { utcOffsets } from '../../lifecycle/utc-offsets.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { minorUnitsOf } from '../../ticket/claimed-amounts.ts';
import type { TicketClaim } from '../../ticket/ticket-claim.ts';
import { isoDate, isoMinute, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;
const MINUTE_SECONDS = 60;

/** V32: the day a customer names and the day on record are one moment, in two time zones. */
export const dayDiffersByTimeZone = defineRule({
  id: 'day-differs-by-time-zone',
  version: 1,
  rows: ['V32'],
  category: 'renewal',
  title: 'Another day in the customer’s time zone',
  needs: ['customers', 'subscriptions', 'invoices', 'charges', 'payment_intents', 'refunds', 'credit_notes'],
  proposes: [],
  check(history, context) {
    const { claim, index } = context;
    if (claim === null || claim.dates.length === 0) return [];
    const asking = whoAsks(history, claim);
    const days = new Set(recordedMoments(history, asking).map(dayOf));
    const moments = datedMoments(history, index).filter(
      (moment) =>
        asking.has(moment.customer) &&
        isNamed(moment, claim) &&
        context.isWorthExplaining(moment.at, 'renewal'),
    );
    const found = new Map<string, RuleFinding>();
    for (const named of claim.dates) {
      // The day itself is on record: whatever the customer means, it is no matter of time zones.
      if (days.has(named)) continue;
      const [nearest] = moments
        .flatMap((moment) => readings(moment, named, context) ?? [])
        .sort((a, b) => a.distance - b.distance);
      if (nearest === undefined) continue;
      const { unit, kind } = nearest.moment;
      found.set(`${kind} ${unit.id}`, found.get(`${kind} ${unit.id}`) ?? explain(nearest));
    }
    return [...found.values()];
  },
});

/** The records of whoever wrote, by e-mail; all of the history's where nobody has that address. */
function whoAsks(
  { customers }: BillingHistory,
  { requester_email }: TicketClaim,
): ReadonlySet<string | null> {
  const email = requester_email?.trim().toLowerCase();
  const own = customers.filter((one) => email !== undefined && one.email?.trim().toLowerCase() === email);
  return new Set((own.length > 0 ? own : customers).map(({ id }) => id));
}

/** False for a payment of another amount than the customer names. */
function isNamed({ money }: DatedMoment, { amounts }: TicketClaim): boolean {
  if (money === null || amounts.length === 0) return true;
  return amounts.some((amount) => minorUnitsOf(amount, money.currency) === money.amount);
}

/** A moment that is the named day somewhere in the customer's country, though not in UTC. */
interface Reading {
  readonly moment: DatedMoment;
  /** Midnight UTC of the day the customer names, Unix seconds. */
  readonly named: number;
  readonly country: string | null;
  /** True when it is that day everywhere in the country. */
  readonly isEverywhere: boolean;
  /** Seconds between the moment and the UTC midnight it lies across. */
  readonly distance: number;
}

function readings(moment: DatedMoment, named: number, { index }: RuleContext): Reading | null {
  const { at, customer, cardCountry } = moment;
  const of = index.customer(customer);
  const country = of?.address?.country ?? of?.shipping_address?.country ?? cardCountry;
  const { least, most, isKnown } = utcOffsets(country);
  const [earliest, latest] = [least, most].map((minutes) => dayOf(at + minutes * MINUTE_SECONDS));
  if (dayOf(at) === named || earliest === undefined || latest === undefined) return null;
  if (earliest > named || latest < named) return null;
  return {
    moment,
    named,
    country: isKnown ? country : null,
    isEverywhere: isKnown && earliest === named && latest === named,
    distance: named < at ? at - (named + DAY_SECONDS) : named - at,
  };
}

function explain({ moment, named, country, isEverywhere }: Reading): RuleFinding {
  const { kind, at, unit, money, customer } = moment;
  const where = country === null ? `${named < at ? 'west' : 'east'} of UTC` : `in ${shownText(country)}`;
  const what = { charge: 'charged', cancellation: 'was cancelled on', trial_end: 'ended its trial on' }[kind];
  const amount = money === null ? '' : ` ${formatMoney(money)} on`;
  return {
    ...explanation({
      title: 'Another day in the customer’s time zone',
      variant: kind,
      message:
        `The customer names ${isoDate(named)}; ${shownText(unit.id)} ${what}${amount} ${isoMinute(at)}, which ${isEverywhere ? 'was' : 'may have been'} ${isoDate(named)} ${where}. ` +
        'It is one moment on two calendars: tell the customer that our records are kept in UTC, and that nothing was moved.',
      facts: knownFacts({
        named_day: fact.date(named),
        recorded_at: fact.date(at),
        time: fact.text(new Date(at * 1000).toISOString().slice(11, 16)),
        amount: money === null ? undefined : fact.money(money.amount, money.currency),
      }),
      evidence: [{ object: unit.object, id: unit.id }],
      recomputation: [
        {
          label: 'from midnight UTC',
          expression: `${isoMinute(at)} − ${isoMinute(Math.max(dayOf(at), named))}`,
          result: `${Math.round((at - Math.max(dayOf(at), named)) / MINUTE_SECONDS)} minutes`,
        },
      ],
      about: [unit],
      customer,
      occurredAt: at,
    }),
    confidence: isEverywhere ? 'high' : 'medium',
  };
}

/** Midnight UTC of the day of a moment. */
function dayOf(at: number): number {
  return Math.floor(at / DAY_SECONDS) * DAY_SECONDS;
}
