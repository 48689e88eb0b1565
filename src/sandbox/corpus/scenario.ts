import type { Ledger } from '../ledger/ledger.ts';
import type { Random } from '../ledger/random.ts';
import type { Customer, PaymentMethod } from '../ledger/wire.ts';
import type { PolicyDraft } from './policy-draft.ts';

/**
 * What a check must say about one thing that was planted in a history, stated by the ledger that planted it. The words
 * are those of the result's public format; the amount was computed by the ledger's own arithmetic.
 */
export interface PlantedLabel {
  /** Row of the domain catalogue, e.g. `A1`, `V15`. */
  readonly row: string;
  readonly classification:
    | 'billing_error'
    | 'likely_error'
    | 'payment_issue'
    | 'valid_but_confusing'
    | 'leakage'
    | 'notice';
  readonly category: string;
  /** Over-charged and still to be returned, tax included, in minor units; null where nothing is. */
  readonly amount: { readonly amount: number; readonly currency: string } | null;
  /** Ids the finding cannot be told without. */
  readonly evidence: readonly string[];
  /** The customer's words, where the row cannot be told without them (the scenario then says `writes`). */
  readonly ticket?: { readonly subject: string; readonly body: string };
}

/** Where a scenario plays: one customer of one ledger, between two moments of its test clock. */
export interface Stage {
  readonly ledger: Ledger;
  /** The scenario's own source of chance: the same seed gives the same history to the byte. */
  readonly random: Random;
  readonly customer: Customer;
  readonly method: PaymentMethod;
  readonly currency: string;
  readonly country: string;
  readonly state: string | null;
  /** Unix seconds: the clock stands here while scenarios are staged. */
  readonly start: number;
  /** Unix seconds: the moment the history is read and judged. Nothing may be scheduled after it. */
  readonly end: number;
  /** Runs `action` when the clock reaches `time`. */
  at(time: number, action: () => void): void;
  /** What the company's policy file says about it. */
  readonly policy: PolicyDraft;
}

/**
 * One labelled fault or one valid event that confuses, to be planted in a history. It brings what it needs (its own
 * product, subscription, one-off payment) so that it can share a customer with others, schedules everything with
 * `stage.at`, and gives back how to read its label once the clock stands at the end (what a fault costs may grow with
 * every renewal).
 */
export interface Scenario {
  /** `<row>/<name>`, e.g. `A1/same-order`. */
  readonly id: string;
  readonly row: string;
  readonly kind: 'fault' | 'event' | 'leakage';
  /** A look-alike of which nothing at all is to be said: it has no label, and is no turn of its row. */
  readonly silent?: true;
  /** True when it may share its customer with another scenario. Default true. */
  readonly sharesCustomer?: boolean;
  /** True when its customer has no other life at all: no subscription, no payment but the scenario's. */
  readonly alone?: boolean;
  /** True when its label brings a ticket; a history has one at most. */
  readonly writes?: boolean;
  /** Which customers it can happen to. Default: all. */
  readonly fits?: (place: Pick<Stage, 'currency' | 'country' | 'state'>) => boolean;
  /** One label, or one for each finding that is due. */
  stage(stage: Stage): () => PlantedLabel | readonly PlantedLabel[];
}
