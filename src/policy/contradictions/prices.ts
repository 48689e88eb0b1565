import { type Contradiction, type ContradictionCheck, disagreeing, shownMoment } from './contradiction.ts';

const DAY_SECONDS = 86_400;

type WrittenPrice = NonNullable<Parameters<ContradictionCheck>[0]['prices']>[number];

/** Two entries that set different prices for the same thing at the same time. */
export const disagreeingPrices: ContradictionCheck = ({ prices = [] }) =>
  disagreeing(prices, aboutOf, agreedOf).map(({ earlier, later }) => ({
    path: ['prices', later],
    message: `it sets another price than prices[${earlier}] for the same time; end one with until, or remove it`,
  }));

/** A list price that rises without the notice that the policy itself asks for. */
export const unannouncedRises: ContradictionCheck = ({ prices = [], price_change_notice_days: days }) => {
  if (days === undefined) return [];
  return prices.flatMap((entry, place): Contradiction[] => {
    const { from, notice_sent_at: notice } = entry;
    if (from === undefined || isContract(entry)) return [];
    const before = prices.find(
      (other) => other !== entry && aboutOf(other) === aboutOf(entry) && other.until === from,
    );
    if (before === undefined || unitOf(before) >= unitOf(entry)) return [];
    if (notice !== undefined && notice <= from - days * DAY_SECONDS) return [];
    const told = notice === undefined ? 'no notice_sent_at' : `notice on ${shownMoment(notice)} only`;
    return [
      {
        path: ['prices', place],
        message: `it raises the price on ${shownMoment(from)} with ${told}, while price_change_notice_days asks for ${days} days: nobody who subscribed before owes it`,
        remark: true,
      },
    ];
  });
};

const isContract = (entry: WrittenPrice): boolean =>
  entry.customer !== undefined || entry.subscription !== undefined;

const unitOf = ({ unit_amount, unit_amount_decimal, discount_percent = 0 }: WrittenPrice): number =>
  Number(unit_amount_decimal ?? unit_amount) * (1 - discount_percent / 100);

function aboutOf(entry: WrittenPrice): string {
  const { customer, subscription, product, price, interval, interval_count = 1, currency } = entry;
  return JSON.stringify([customer, subscription, product, price, interval, interval_count, currency]);
}

const agreedOf = (entry: WrittenPrice): string => `${unitOf(entry)} ${entry.minimum_quantity ?? ''}`;
