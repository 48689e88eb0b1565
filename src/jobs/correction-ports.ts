import type { StoredCorrection } from '../../db/corrections/index.ts';
import type { CardPlace } from '../../db/schema.ts';
import type { ResultFinding, ResultMatch } from '../check/result.ts';
import type { Person } from '../corrections/people.ts';
import type { SlackPermission } from './ports.ts';

/** A correction with what was found, as it is shown. Texts are untrusted. */
export interface ShownCorrection {
  readonly correction: StoredCorrection;
  /** Null once the check is erased. */
  readonly customer: ResultMatch | null;
  readonly finding: ResultFinding | null;
}

/** A message of ours. */
export interface CardAddress {
  readonly channel: string;
  readonly ts: string;
}

/** A correction in somebody's list, with its card where that is known. */
export interface ListedCorrection extends ShownCorrection {
  readonly card: CardAddress | null;
}

/** What the Home tab of one person says. */
export type HomeContent =
  | { readonly kind: 'no_approver' }
  | {
      readonly kind: 'approver';
      readonly account: string;
      /** Unix milliseconds. */
      readonly now_ms: number;
      /** Each list newest first and bounded, beside how many there are. */
      readonly waiting: HomeList;
      readonly needs_person: HomeList;
      readonly decided: HomeList;
    };

export interface HomeList {
  readonly shown: readonly ListedCorrection[];
  readonly total: number;
}

/** Slack, as the tasks about corrections need it. */
export interface SlackCorrections {
  /** Where finance decides; null: nowhere, and nothing can be proposed. */
  readonly financeChannel: string | null;
  /** Both fail closed: when Slack cannot be asked, the answer is a refusal that says so. */
  mayRequest(person: { readonly team_id: string; readonly user_id: string }): Promise<SlackPermission>;
  mayDecide(person: { readonly team_id: string; readonly user_id: string }): Promise<SlackPermission>;
  /** @throws {ServiceError} */
  personOf(userId: string): Promise<Person>;
  /** Resolves when Slack answers at all: asked before a message that may be there already leaves again. @throws {ServiceError} */
  isThere(): Promise<void>;
  /**
   * Posts the message of `place` to a channel or a person. `later`: without its buttons, which {@link editCard} brings. `unknown`: it left and no answer came, so that it may be there.
   * @throws {ServiceError} it is not posted: try again later.
   */
  postCard(
    place: CardPlace,
    to: string,
    shown: ShownCorrection,
    buttons: 'later' | 'now',
  ): Promise<
    ({ readonly kind: 'posted' } & CardAddress) | { readonly kind: 'unknown' } | { readonly kind: 'nobody' }
  >;
  /** `gone`: somebody deleted it. @throws {ServiceError} */
  editCard(place: CardPlace, at: CardAddress, shown: ShownCorrection): Promise<'edited' | 'gone'>;
  /** A reply under the card, once; an answer that does not come is taken for a yes. @throws {ServiceError} */
  remind(at: CardAddress, shown: ShownCorrection, nowMs: number): Promise<void>;
  /** @throws {ServiceError} */
  publishHome(userId: string, content: HomeContent): Promise<void>;
}
