import type { EvidenceRef } from '../analysis/finding.ts';
import type { Unreadable } from './ports.ts';

/** What corrections made in Stripe, looked at again later. Reads only, and throws for nothing Stripe or the network does. */
export interface MadeInStripe {
  /** How refunds and credit notes stand now, the refunds of a credit note among them; all of them, or unreadable. */
  lookAt(objects: readonly EvidenceRef[]): Promise<Looked | Unreadable>;
  /** All refunds and credit notes of a time that bear a correction's mark, whoever asks. */
  listMade(created: Created): Promise<Listed | Unreadable>;
  /** All entries of these customers' balances that bear a correction's mark. */
  listBalanceEntries(customers: readonly string[], created: Created): Promise<Listed | Unreadable>;
}

/** When objects were created, Unix seconds. */
export interface Created {
  readonly from: number;
  /** Excluded; null: until now. */
  readonly before: number | null;
}

export interface Looked {
  readonly kind: 'seen';
  readonly objects: readonly SeenObject[];
}

/** A refund or a credit note as Stripe tells it now. */
export interface SeenObject extends EvidenceRef {
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly status: string | null;
  /** Of a refund that failed, e.g. `lost_or_stolen_card`. */
  readonly failure_reason: string | null;
}

export interface Listed {
  readonly kind: 'listed';
  readonly objects: readonly MarkedObject[];
}

/** An object that a correction made, by its metadata. */
export interface MarkedObject extends EvidenceRef {
  readonly correction_id: string;
  readonly amount: number;
  readonly currency: string;
}

const FOLLOWED: readonly (readonly [RegExp, string])[] = [
  [/^(?:re|pyr)_/, 'refund'],
  [/^cn_/, 'credit_note'],
];

/** Those of the ids whose money may still come back after it was sent. */
export function followed(ids: readonly string[]): readonly EvidenceRef[] {
  return ids.flatMap((id) => {
    const [, object] = FOLLOWED.find(([prefix]) => prefix.test(id)) ?? [];
    return object === undefined ? [] : [{ object, id }];
  });
}
