import type { Catalogue } from '../ledger/catalogue.ts';
import type { Label } from '../ledger/label.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LedgerObject } from '../ledger/wire.ts';
import type { Profile } from './profiles.ts';

/** What a customer wrote. */
export interface StoryTicket {
  readonly subject: string;
  readonly body: string;
  readonly requester_email: string;
  readonly requester_name: string;
  readonly language: 'en' | 'de';
  /** Unix seconds. */
  readonly created_at: number;
}

/** One customer with a history, a question, and the answer that is due. */
export interface Story {
  readonly key: string;
  /** One line for people who run the demo. */
  readonly title: string;
  readonly customer_id: string;
  readonly email: string;
  readonly ticket: StoryTicket;
  readonly label: Label;
}

/** What a teller gets. Its ledger's clock stands well before the history begins. */
export interface Telling {
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly profile: Profile;
  /** The moment the history is read. */
  readonly now: number;
}

/** What a teller gives back: the story, and what the company's policy file must say for it. */
export interface Told {
  readonly story: Omit<Story, 'key' | 'title' | 'email'>;
  readonly promises?: readonly Readonly<Record<string, string | number>>[];
  readonly exemptCustomers?: readonly {
    readonly customer: string;
    readonly from: string;
    readonly certificate: string;
  }[];
}

/** A story: who may be its hero, and how it goes. */
export interface Tale {
  readonly key: string;
  readonly title: string;
  readonly hero: (profile: Profile) => boolean;
  tell(telling: Telling): Told;
}

/** The story world of one seed: what Stripe holds, what the company's policy says, and the ten stories in it. */
export interface World {
  readonly seed: number;
  /** Unix seconds: the moment the world is looked at. */
  readonly now: number;
  readonly objects: readonly LedgerObject[];
  /** In the policy file's format. */
  readonly policy: Readonly<Record<string, unknown>>;
  readonly stories: readonly Story[];
  /** What was told beside the ten. */
  readonly more: readonly Story[];
}
