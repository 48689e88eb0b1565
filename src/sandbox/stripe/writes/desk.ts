import { Book } from '../../ledger/book.ts';
import { differences, Events } from '../../ledger/events.ts';
import type {
  LedgerEvent,
  LedgerObject,
  LedgerObjectOf,
  Subscription,
  SubscriptionItem,
} from '../../ledger/wire.ts';
import { noSuch, otherMode } from '../errors.ts';
import { present } from '../expand.ts';
import type { StoredObject, StripeStore } from '../store.ts';

type Kind = LedgerObject['object'];

/** Who asks, and in which mode; null where nobody's request does it (the bank, time). */
export interface Cause {
  readonly by: 'api' | 'dashboard' | 'bank';
  readonly livemode: boolean;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
}

/** Where a missing object was named: in the path, or in a parameter (400, or 404 where Stripe says so). */
export type Named = 'path' | { readonly param: string; readonly status?: 404 };

/**
 * One piece of work on the account: objects are taken out as copies, changed, and put back together when all went well,
 * so that a refusal leaves nothing half done. Copies and new objects lie in a ledger book of this moment, on which the
 * ledger's own parts can work.
 */
export class Desk {
  readonly book: Book;
  readonly cause: Cause;
  /** Keeps the ledger's parts from writing events of their own. */
  readonly silent: Events;
  private readonly store: StripeStore;
  private readonly livemode: boolean;
  private readonly told: { readonly type: string; readonly object: LedgerObject }[] = [];
  private readonly removed: LedgerObject[] = [];

  constructor(options: {
    readonly store: StripeStore;
    /** Mode of the stored objects. */
    readonly livemode: boolean;
    readonly now: number;
    /** Makes the ids of this piece of work. */
    readonly seed: string;
    readonly cause: Cause;
  }) {
    this.store = options.store;
    this.livemode = options.livemode;
    this.cause = options.cause;
    this.book = new Book(options.seed, options.now);
    this.silent = new Events(this.book, options.seed, 'none');
  }

  get now(): number {
    return this.book.now;
  }

  /** The object a request names, not to be changed. @throws {StripeRefusal} when there is none the caller sees. */
  find<Name extends Kind>(kind: Name, id: string, named: Named): LedgerObjectOf<Name> {
    const found = this.read(kind, id);
    if (found === undefined || 'deleted' in found) {
      throw noSuch(kind, id, named === 'path' ? { path: true } : named);
    }
    if (this.cause.livemode !== this.livemode) throw otherMode(kind, id, this.cause.livemode);
    return found;
  }

  /** The object a request names, to be changed. @throws {StripeRefusal} as {@link find}. */
  edit<Name extends Kind>(kind: Name, id: string, named: Named): LedgerObjectOf<Name> {
    this.find(kind, id, named);
    return this.open(kind, id);
  }

  /**
   * The item of a subscription that a request names, to be changed, and the subscription it lies in.
   * @throws {StripeRefusal} as {@link find}.
   */
  editItem(id: string): { readonly item: SubscriptionItem; readonly subscription: Subscription } {
    const owner = this.store.find('subscription_item', id)?.['subscription'];
    if (typeof owner !== 'string') throw noSuch('subscription_item', id, { path: true });
    const subscription = this.edit('subscription', owner, 'path');
    const item = subscription.items.data.find((one) => one.id === id);
    if (item === undefined) throw noSuch('subscription_item', id, { path: true });
    return { item, subscription };
  }

  /** An object that another one refers to, to be changed. Programming error when it is gone. */
  open<Name extends Kind>(kind: Name, id: string): LedgerObjectOf<Name> {
    if (this.book.find(id) === undefined) {
      const stored = this.store.find(kind, id);
      if (stored !== undefined) this.book.add(structuredClone(stored) as unknown as LedgerObject);
    }
    return this.book.get(kind, id);
  }

  /** The object as it stands, or undefined; not to be changed. */
  read<Name extends Kind>(kind: Name, id: unknown): LedgerObjectOf<Name> | undefined {
    if (typeof id !== 'string') return undefined;
    const mine = this.book.find(id);
    const found = mine ?? (this.store.get(id) as unknown as LedgerObject | undefined);
    return found?.object === kind ? (found as LedgerObjectOf<Name>) : undefined;
  }

  /** Those of a kind whose `field` is `id`, newest first, new ones among them; not to be changed. */
  referring<Name extends Kind>(kind: Name, field: string, id: string): readonly LedgerObjectOf<Name>[] {
    const stored = this.store.referringTo(kind, field, id);
    const known = new Set(stored.map((object) => object.id));
    const made = this.book
      .all(kind)
      .filter((object) => !known.has(object.id) && (object as unknown as StoredObject)[field] === id);
    return [...made, ...stored.flatMap((object) => this.read(kind, object.id) ?? [])];
  }

  add<T extends LedgerObject>(object: T): T {
    return this.book.add(object);
  }

  remove(object: LedgerObject): void {
    this.book.remove(object);
    this.removed.push(object);
  }

  /** Says that an event, one of its type, is to tell of `object` as it is when the work is done. */
  tell(type: string, object: LedgerObject): void {
    if (this.told.some((other) => other.type === type && other.object.id === object.id)) return;
    this.told.push({ type, object });
  }

  /** Puts everything back. Returns the ids that were made, changed or removed, and the events that tell of it. */
  commit(): { readonly touched: readonly string[]; readonly events: readonly LedgerEvent[] } {
    const before = new Map(this.told.map(({ object }) => [object.id, this.store.get(object.id)]));
    const touched = [...this.book.objects, ...this.removed].map((object) => object.id);
    for (const object of this.book.objects) this.store.put(object as unknown as StoredObject);
    for (const { id } of this.removed) this.store.remove(id);
    const events = this.told.map(({ type, object }) => this.event(type, object, before.get(object.id)));
    for (const event of events) this.store.put(event as unknown as StoredObject);
    return { touched, events };
  }

  private event(type: string, object: LedgerObject, before: StoredObject | undefined): LedgerEvent {
    const plain = (stored: StoredObject): Readonly<Record<string, unknown>> =>
      JSON.parse(JSON.stringify(present(this.store, stored))) as Readonly<Record<string, unknown>>;
    const after = plain(object as unknown as StoredObject);
    const previous = before === undefined ? {} : differences(plain(before), after);
    return {
      id: `evt_1${this.book.random.token(23)}`,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: this.now,
      data:
        Object.keys(previous).length === 0
          ? { object: after }
          : { object: after, previous_attributes: previous },
      livemode: this.livemode,
      pending_webhooks: 0,
      request: { id: this.cause.requestId, idempotency_key: this.cause.idempotencyKey },
      type,
    };
  }
}
