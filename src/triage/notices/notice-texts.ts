import type { Category } from '../../analysis/finding.ts';
import type { Voice } from '../templates/language.ts';
import type { MoneyDeed, PlainDeed, Reference } from './deeds.ts';

/** What a notice is about: everything was done, only a part of it, or its refund came back from the bank. */
export type NoticeState = 'executed' | 'partly_executed' | 'reversed_by_stripe';

/** What the payment was made with, as far as it decides how long a refund takes. */
export type PaidWith = 'card' | 'bank' | 'unknown';

/** How a notice begins. */
export interface NoticeOpening {
  readonly state: 'executed' | 'partly_executed';
  readonly category: Category;
  /** True where it was our error, for which we apologise. */
  readonly ours: boolean;
}

/** When and how something shows that was done, said once however often it was done. */
export type Arrival = 'refund' | 'balance' | 'outside' | 'hold';

/** Everything a notice about a correction says in one language. Amounts come formatted. */
export interface NoticeTexts {
  opening(opening: NoticeOpening, v: Voice): readonly string[];
  money(what: MoneyDeed['what'], amount: string, how: MoneyWords, v: Voice): string;
  plain(what: PlainDeed['what'], how: PlainWords, v: Voice): string;
  arrival(arrival: Arrival, paidWith: PaidWith, v: Voice): string;
  /** Stands at the end where only a part was done. */
  stillOpen(v: Voice): string;
  /** `amount` is null where it is not certain which of several refunds came back. */
  cameBack(amount: string | null, v: Voice): readonly string[];
  references(references: readonly Reference[], v: Voice): string;
}

export interface MoneyWords {
  readonly with_tax: boolean;
  readonly paid_with: PaidWith;
  /** The amounts it consists of, formatted; one where it is not a sum. */
  readonly parts: readonly string[];
}

export interface PlainWords {
  readonly many: boolean;
  readonly category: Category;
}
