import { addMonths, DAY } from '../ledger/arithmetic.ts';
import { buildCatalogue } from '../ledger/catalogue.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { Random } from '../ledger/random.ts';
import { FAITHFUL } from '../ledger/settings.ts';
import type { LedgerObject } from '../ledger/wire.ts';
import { liveOn } from './lives/clean-life.ts';
import { describeCompany } from './lives/company.ts';
import { Diary } from './lives/diary.ts';
import { somebody } from './lives/places.ts';
import { type Planting, plantingPlan } from './planting-plan.ts';
import { PolicyDraft } from './policy-draft.ts';
import type { PlantedLabel, Scenario, Stage } from './scenario.ts';
import { SCENARIOS_BY_ROW } from './scenarios/index.ts';
import { type CustomersWords, wordsAbout } from './tickets.ts';

/** One generated history with the truth about it. */
export interface CorpusHistory {
  readonly seed: string;
  readonly index: number;
  /** As the Stripe API would have returned them. */
  readonly objects: readonly LedgerObject[];
  /** The company's policy file. */
  readonly policy: Readonly<Record<string, unknown>>;
  /** Unix seconds: the moment it was read. */
  readonly now: number;
  /** What was planted, with the scenario that planted it; empty in a clean history. */
  readonly labels: readonly (PlantedLabel & { readonly scenario: string; readonly kind: Scenario['kind'] })[];
  readonly shape: 'current' | 'pre-basil';
  readonly customer: string;
  readonly ticket:
    | (CustomersWords & { readonly requester_email: string; readonly created_at: number })
    | null;
}

export interface GenerateOptions {
  /** Only these rows are planted. */
  readonly rows?: readonly string[];
  /** The scenarios to plant; default all. */
  readonly scenarios?: ReadonlyMap<string, readonly Scenario[]>;
  /** Only this history (its index). */
  readonly only?: number;
  /** Only indexes with `index % of === share`: to spread the work. */
  readonly part?: { readonly share: number; readonly of: number };
}

/** The corpus of a seed, history by history. The same seed and index give the same history to the byte. */
export function* generate(
  seed: string,
  histories: number,
  options: GenerateOptions = {},
): Generator<CorpusHistory, void> {
  const { only, part } = options;
  const plan = plantingPlan(seed, rowsOf(options));
  for (let index = 0; index < (only === undefined ? histories : only + 1); index += 1) {
    const planting = plan.next().value;
    if (only !== undefined && index !== only) continue;
    if (part !== undefined && index % part.of !== part.share) continue;
    yield play(seed, planting);
  }
}

function rowsOf({
  scenarios = SCENARIOS_BY_ROW,
  rows,
}: GenerateOptions): ReadonlyMap<string, readonly Scenario[]> {
  if (rows === undefined) return scenarios;
  return new Map([...scenarios].filter(([row]) => rows.includes(row)));
}

/** The earliest and latest end of a history. */
const FIRST_END = Date.UTC(2025, 1, 1) / 1000;
const LAST_END = Date.UTC(2026, 10, 20, 9) / 1000;
const MIN_MONTHS = 15;
const MAX_MONTHS = 48;
/** How many histories in a hundred come with a ticket that their scenarios did not ask for. */
const TICKETS_PERCENT = 25;

/** How many companies in a hundred have written down what POLICY.md knows; the others only what a scenario needs. */
const COMPANY_PERCENT = 60;

/** Plays one history from its own seed. */
export function play(seed: string, planting: Planting): CorpusHistory {
  const { index, scenarios, place, shape } = planting;
  const own = `${seed} ${index}`;
  const random = new Random(`${own} life`);
  const end = FIRST_END + random.int(0, LAST_END - FIRST_END);
  const start = addMonths(end, -random.int(MIN_MONTHS, MAX_MONTHS));
  const catalogue = buildCatalogue(own, start - 200 * DAY);
  const ledger = openLedger({ seed: own, start, catalogue, settings: FAITHFUL });
  const customer = ledger.customers.create(somebody(random, place));
  const method = ledger.customers.attachCard(customer, {
    brand: random.pick(['visa', 'mastercard', 'amex']),
    last4: random.digits(4),
    country: place.country,
  });
  const policy = new PolicyDraft();
  const diary = new Diary();
  const common: Omit<Stage, 'random'> = {
    ledger,
    customer,
    method,
    currency: place.currency,
    country: place.country,
    state: place.state,
    start,
    end,
    at: (time, action) => ledger.book.schedule(time, action),
    policy,
  };
  if (!scenarios.some(({ alone }) => alone === true)) liveOn({ ...common, random }, diary);
  const readers = scenarios.map((scenario) => ({
    scenario,
    read: scenario.stage({ ...common, random: new Random(`${own} ${scenario.id}`) }),
  }));
  ledger.advanceTo(end);
  const labels = readers.flatMap(({ scenario, read }) =>
    [read()].flat().map((label) => ({ ...label, scenario: scenario.id, kind: scenario.kind })),
  );
  if (random.chance(COMPANY_PERCENT)) {
    describeCompany(policy, { ledger, diary, since: start - 200 * DAY, currency: place.currency });
  }
  const writes = labels.some((label) => label.ticket !== undefined) || random.chance(TICKETS_PERCENT);
  return {
    seed,
    index,
    objects: objectsOf(ledger, place.currency, end - EVENTS_KEPT_DAYS * DAY),
    policy: policy.toJSON(),
    now: end,
    labels,
    shape,
    customer: customer.id,
    ticket: writes
      ? {
          ...wordsAbout(random, labels),
          requester_email: customer.email ?? '',
          created_at: end - random.int(0, DAY / 2),
        }
      : null,
  };
}

/** Stripe gives events of the last 30 days only. */
const EVENTS_KEPT_DAYS = 30;

/** Everything written that Stripe still tells, and what the price list offers in the currency. */
function objectsOf(ledger: Ledger, currency: string, eventsSince: number): LedgerObject[] {
  const listed = ledger.catalogue.objects.filter(
    (object) => object.object !== 'price' || object.currency === currency,
  );
  const kept = ledger.objects.filter((object) => object.object !== 'event' || object.created >= eventsSince);
  return [...listed, ...kept];
}
