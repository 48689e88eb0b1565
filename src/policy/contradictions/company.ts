import { type Contradiction, type ContradictionCheck, disagreeing } from './contradiction.ts';

type Tax = NonNullable<Parameters<ContradictionCheck>[0]['tax']>;

/** Two rates for one place at the same time. */
export const disagreeingTaxRates: ContradictionCheck = ({ tax }) =>
  disagreeing(tax?.rates ?? [], placeName, ({ percentage }) => String(percentage)).map(
    ({ earlier, later }) => ({
      path: ['tax', 'rates', later],
      message: `it gives another percentage than tax.rates[${earlier}] for the same time; end one with until, or remove it`,
    }),
  );

/** A rate for a country where nothing may be collected. */
export const unregisteredRates: ContradictionCheck = ({ tax }) => {
  const registrations = tax?.registrations;
  if (registrations === undefined) return [];
  const countries = new Set(registrations.map(({ country }) => country));
  return (tax?.rates ?? []).flatMap(({ country }, place): Contradiction[] =>
    countries.has(country)
      ? []
      : [
          {
            path: ['tax', 'rates', place],
            message: `a rate for ${country}, where tax.registrations names no registration: add one, or remove the rate`,
          },
        ],
  );
};

/** A limit above which two people decide, higher than the one above which nobody does. */
export const unreachableLimits: ContradictionCheck = ({ approvals }) =>
  Object.entries(approvals?.second_person_over ?? {}).flatMap(([currency, limit]): Contradiction[] => {
    const maximum = approvals?.maximum?.[currency];
    if (maximum === undefined || limit <= maximum) return [];
    return [
      {
        path: ['approvals', 'second_person_over', currency],
        message: `${limit} is above approvals.maximum.${currency} (${maximum}), so that no second person is ever asked`,
      },
    ];
  });

/** A product in two groups of which a customer holds one each. */
export const sharedGroups: ContradictionCheck = ({ multiple_subscriptions: multiple }) => {
  const seen = new Map<string, number>();
  return (multiple?.exclusive_products ?? []).flatMap((group, place) =>
    group.flatMap((product): Contradiction[] => {
      const before = seen.get(product);
      seen.set(product, place);
      if (before === undefined || before === place) return [];
      return [
        {
          path: ['multiple_subscriptions', 'exclusive_products', place],
          message: `${product} is in exclusive_products[${before}] too: keep it in one group`,
        },
      ];
    }),
  );
};

/** `until` before `from`: the entry never holds. */
export const emptyTimes: ContradictionCheck = ({ prices = [], seats = [], promises = [], tax }) => {
  const lists: readonly (readonly [readonly (string | number)[], readonly object[]])[] = [
    [['prices'], prices],
    [['seats'], seats],
    [['promises'], promises],
    [['tax', 'registrations'], tax?.registrations ?? []],
    [['tax', 'rates'], tax?.rates ?? []],
    [['tax', 'exempt_customers'], tax?.exempt_customers ?? []],
  ];
  return lists.flatMap(([path, entries]) =>
    entries.flatMap((entry: { readonly from?: number; readonly until?: number }, place): Contradiction[] =>
      entry.from === undefined || entry.until === undefined || entry.from < entry.until
        ? []
        : [
            {
              path: [...path, place, 'until'],
              message: 'it does not lie after from, so that the entry never holds',
            },
          ],
    ),
  );
};

/** Two entries with one id: evidence that cites it could mean either. */
export const sharedIds: ContradictionCheck = ({
  prices = [],
  seats = [],
  promises = [],
  requests = [],
  accounts = [],
}) => {
  const seen = new Map<string, string>();
  const lists: readonly (readonly [string, readonly { readonly id?: string | undefined }[]])[] = [
    ['prices', prices],
    ['seats', seats],
    ['promises', promises],
    ['requests', requests],
    ['accounts', accounts],
  ];
  return lists.flatMap(([section, entries]) =>
    entries.flatMap(({ id }, place): Contradiction[] => {
      if (id === undefined) return [];
      const before = seen.get(id);
      seen.set(id, `${section}[${place}]`);
      if (before === undefined) return [];
      return [{ path: [section, place, 'id'], message: `${JSON.stringify(id)} is the id of ${before} too` }];
    }),
  );
};

function placeName({ country, state = '' }: NonNullable<Tax['rates']>[number]): string {
  return `${country} ${state}`;
}
