import { type Contradiction, type ContradictionCheck, disagreeing, shownMoment } from './contradiction.ts';

/** Two numbers of seats for the same thing at the same time. */
export const disagreeingSeats: ContradictionCheck = ({ seats = [] }) =>
  disagreeing(
    seats,
    ({ customer, subscription, product }) => JSON.stringify([customer, subscription, product]),
    ({ quantity }) => String(quantity),
  ).map(({ earlier, later }) => ({
    path: ['seats', later],
    message: `it gives another quantity than seats[${earlier}] for the same time; end one with until, or remove it`,
  }));

/** Two discounts promised for the same invoices, where only one may reduce a line. */
export const stackedPromises: ContradictionCheck = ({ promises = [], discount_stacking: stacking }) => {
  if (stacking !== 'forbidden') return [];
  const discounts = promises.flatMap((entry, place) =>
    entry.kind === 'discount' ? [{ ...entry, place }] : [],
  );
  return disagreeing(
    discounts,
    ({ customer, subscription, product }) => JSON.stringify([customer, subscription, product]),
    ({ place }) => String(place),
  ).map(({ earlier, later }) => ({
    path: ['promises', discounts[later]?.place ?? 0],
    message: `it promises a second discount beside promises[${discounts[earlier]?.place ?? 0}] for the same time, while discount_stacking is forbidden: only the better one counts`,
  }));
};

/** A promise that falls due before it was made. */
export const duePromises: ContradictionCheck = ({ promises = [] }) =>
  promises.flatMap(({ made_at, due_by }, place): Contradiction[] =>
    due_by === undefined || due_by >= made_at
      ? []
      : [
          {
            path: ['promises', place, 'due_by'],
            message: `${shownMoment(due_by)} lies before made_at, ${shownMoment(made_at)}`,
          },
        ],
  );

/** One customer's account closed twice, at different times. */
export const closedTwice: ContradictionCheck = ({ accounts = [] }) =>
  disagreeing<{ customer: string; closed_at: number; from?: number; until?: number }>(
    accounts,
    ({ customer }) => customer,
    ({ closed_at }) => String(closed_at),
  ).map(({ earlier, later }) => ({
    path: ['accounts', later],
    message: `the account was closed at another time in accounts[${earlier}]; keep one of them`,
  }));

/** Something asked for after the account was closed. */
export const requestsAfterClosing: ContradictionCheck = ({ accounts = [], requests = [] }) =>
  requests.flatMap(({ customer, kind, at }, place): Contradiction[] => {
    const closed = accounts.find((account) => account.customer === customer && account.closed_at < at);
    if (closed === undefined || kind === 'cancel') return [];
    return [
      {
        path: ['requests', place],
        message: `${kind} was asked for on ${shownMoment(at)}, after the account was closed on ${shownMoment(closed.closed_at)}: remove the account entry if it is open again`,
      },
    ];
  });
