/** Something that was done to the account, whoever did it. */
export interface Effect {
  /** From 1, in the order they took place. */
  readonly number: number;
  /** Unix seconds on the account's clock. */
  readonly at: number;
  /** E.g. `POST /v1/refunds`, `dashboard refund`, `bank refund.failed`. */
  readonly operation: string;
  readonly by: 'api' | 'dashboard' | 'bank';
  readonly request_id: string | null;
  readonly idempotency_key: string | null;
  /** The object the operation answered with. */
  readonly object: { readonly object: string; readonly id: string };
  /** Objects it made or changed, by id, the answered one among them. */
  readonly touched: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

const MAX_EFFECTS = 100_000;

/** Everything that was done, oldest first; at most 100,000, the oldest are forgotten. */
export class EffectLog {
  private readonly done: Effect[] = [];
  private count = 0;

  write(effect: Omit<Effect, 'number'>): void {
    this.count += 1;
    this.done.push({ number: this.count, ...effect });
    if (this.done.length > MAX_EFFECTS) this.done.shift();
  }

  get all(): readonly Effect[] {
    return this.done;
  }

  /** What one endpoint did, e.g. `POST /v1/refunds`. */
  of(operation: string): readonly Effect[] {
    return this.done.filter((effect) => effect.operation === operation);
  }

  /** What was done under an entry of metadata, e.g. `correction_id`. */
  with(key: string, value: string): readonly Effect[] {
    return this.done.filter((effect) => effect.metadata[key] === value);
  }
}
