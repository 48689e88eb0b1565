import { Random } from '../ledger/random.ts';
import { PLACES, type Place } from './lives/places.ts';
import type { Scenario } from './scenario.ts';

/** What is planted in one history, and where its customer lives. */
export interface Planting {
  readonly index: number;
  readonly scenarios: readonly Scenario[];
  readonly place: Place;
  readonly shape: 'current' | 'pre-basil';
}

/** One history in so many is clean. */
const CLEAN_EVERY = 5;
/** One history in so many comes in the shape of old API versions. */
const PRE_BASIL_EVERY = 6;
/** How many planted histories in a hundred carry two scenarios. */
const PAIRS_PERCENT = 75;

/**
 * Says what is planted in which history. Every row gets its turn before any gets a second, its variants one after the
 * other, so that `histories` plant every row `1.4 × histories ÷ rows` times. A history's planting depends on the seed
 * and its index, not on how many there are.
 */
export function* plantingPlan(
  seed: string,
  rows: ReadonlyMap<string, readonly Scenario[]>,
): Generator<Planting, never> {
  const random = new Random(`${seed} plan`);
  const turns = scenariosInTurn(random, rows);
  const waiting: Scenario[] = [];
  for (let index = 0; ; index += 1) {
    const scenarios: Scenario[] = [];
    if (index % CLEAN_EVERY !== 0 && rows.size > 0) {
      const first = waiting.shift() ?? next(turns);
      scenarios.push(first);
      if (random.chance(PAIRS_PERCENT)) {
        const second = partner(first, waiting, turns);
        if (second !== null) scenarios.push(second);
      }
    }
    const places = PLACES.filter((place) => scenarios.every((one) => one.fits?.(place) ?? true));
    const place = places[random.int(0, Math.max(0, places.length - 1))];
    if (place === undefined) throw new Error(`no place fits ${scenarios.map(({ id }) => id).join(' and ')}`);
    yield { index, scenarios, place, shape: index % PRE_BASIL_EVERY === 1 ? 'pre-basil' : 'current' };
  }
}

function* scenariosInTurn(
  random: Random,
  rows: ReadonlyMap<string, readonly Scenario[]>,
): Generator<Scenario, never> {
  const all = [...rows.values()];
  const labelled = all.map((variants) => variants.filter(({ silent }) => silent !== true));
  // Together they are one row more: every row keeps its number of labels.
  const silent = all.flat().filter((scenario) => scenario.silent === true);
  for (let round = 0; ; round += 1) {
    const order = [...labelled, silent]
      .map((variants) => ({ variants, at: random.next() }))
      .sort((a, b) => a.at - b.at);
    for (const { variants } of order) {
      const scenario = variants[round % variants.length];
      if (scenario !== undefined) yield scenario;
    }
  }
}

function next(turns: Generator<Scenario, never>): Scenario {
  return turns.next().value;
}

/** How many are passed over while looking for a second scenario that suits the first. */
const MAX_PASSED_OVER = 12;

function partner(first: Scenario, waiting: Scenario[], turns: Generator<Scenario, never>): Scenario | null {
  if (!shares(first)) return null;
  for (let at = 0; at < MAX_PASSED_OVER; at += 1) {
    if (at >= waiting.length) waiting.push(next(turns));
    const candidate = waiting[at];
    if (candidate === undefined || !suit(first, candidate)) continue;
    waiting.splice(at, 1);
    return candidate;
  }
  return null;
}

const shares = ({ sharesCustomer, alone }: Scenario): boolean => sharesCustomer !== false && alone !== true;

function suit(a: Scenario, b: Scenario): boolean {
  if (a.row === b.row || !shares(b) || (a.writes === true && b.writes === true)) return false;
  return PLACES.some((place) => (a.fits?.(place) ?? true) && (b.fits?.(place) ?? true));
}
