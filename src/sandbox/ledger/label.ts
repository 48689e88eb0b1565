/**
 * What a check must find in a history the ledger has made, stated by the ledger itself: it knows what it did. The
 * words are those of the result's public format.
 */
export interface Label {
  /** Row of the domain catalogue, e.g. `A1`, `V15`. */
  readonly row: string;
  readonly verdict: 'billing_error' | 'valid_but_confusing';
  readonly classification: 'billing_error' | 'valid_but_confusing';
  readonly category: string;
  readonly rule: string;
  /** What the customer was over-charged, tax included, in minor units; null where nothing was. */
  readonly amount: { readonly amount: number; readonly currency: string } | null;
  /** Kind of the correction that is due; null where only an explanation is. */
  readonly correction: 'refund' | 'credit_note' | 'void_invoice' | 'cancel_subscription' | null;
  /** Ids the finding cannot be told without. */
  readonly evidence: readonly string[];
}

/** The label of an event that is right and only looks wrong. */
export function validLabel(row: string, rule: string, category: string, evidence: readonly string[]): Label {
  return {
    row,
    verdict: 'valid_but_confusing',
    classification: 'valid_but_confusing',
    category,
    rule,
    amount: null,
    correction: null,
    evidence,
  };
}
