/** An object of Stripe's API as it is stored: references are ids, nothing is expanded. */
export interface StoredObject {
  readonly id: string;
  readonly object: string;
  readonly [field: string]: unknown;
}

/** Everything the account holds, found by id, by kind (newest first) and by what it refers to. */
export class StripeStore {
  private readonly byId = new Map<string, StoredObject>();
  private readonly byKind = new Map<string, StoredObject[]>();
  private readonly referring = new Map<string, Map<unknown, StoredObject[]>>();

  constructor(objects: readonly { readonly id: string; readonly object: string }[]) {
    for (const object of objects) {
      this.byId.set(object.id, object as StoredObject);
      // Subscription items live in their subscription, and are listed and read by themselves too.
      for (const item of embeddedItems(object as StoredObject)) this.byId.set(item.id, item);
    }
    for (const object of this.byId.values()) {
      const list = this.byKind.get(object.object);
      if (list === undefined) this.byKind.set(object.object, [object]);
      else list.push(object);
    }
    for (const list of this.byKind.values()) {
      // Objects of one second: what was written later is newer.
      list.reverse();
      list.sort((a, b) => createdOf(b) - createdOf(a));
    }
  }

  get(id: unknown): StoredObject | undefined {
    return typeof id === 'string' ? this.byId.get(id) : undefined;
  }

  /** The object of that kind with that id. */
  find(kind: string, id: string): StoredObject | undefined {
    const object = this.byId.get(id);
    return object?.object === kind ? object : undefined;
  }

  /** Writes an object down, in place of the one with its id if there is one; subscription items with it. */
  put(object: StoredObject): void {
    for (const written of [object, ...embeddedItems(object)]) {
      const before = this.byId.get(written.id);
      this.byId.set(written.id, written);
      const list = this.byKind.get(written.object) ?? [];
      this.byKind.set(written.object, list);
      const at = before === undefined ? -1 : list.indexOf(before);
      if (at >= 0) list[at] = written;
      else list.splice(placeOf(list, written), 0, written);
      this.forgetIndexes(written.object);
    }
  }

  /** Takes an object out; nothing when there is none. */
  remove(id: string): void {
    const object = this.byId.get(id);
    if (object === undefined) return;
    this.byId.delete(id);
    const list = this.byKind.get(object.object) ?? [];
    list.splice(list.indexOf(object), 1);
    this.forgetIndexes(object.object);
  }

  /** When the newest object was made, Unix seconds; 0 in an empty account. */
  get newest(): number {
    let newest = 0;
    for (const object of this.byId.values()) newest = Math.max(newest, createdOf(object));
    return newest;
  }

  get kinds(): readonly string[] {
    return [...this.byKind.keys()];
  }

  /** All of a kind, newest first; deleted ones left out. */
  all(kind: string): readonly StoredObject[] {
    return (this.byKind.get(kind) ?? []).filter((object) => object['deleted'] !== true);
  }

  /** Those of a kind whose `field` is `id`, newest first. */
  referringTo(kind: string, field: string, id: unknown): readonly StoredObject[] {
    const key = `${kind}.${field}`;
    let index = this.referring.get(key);
    if (index === undefined) {
      index = new Map();
      for (const object of this.all(kind)) {
        const list = index.get(object[field]);
        if (list === undefined) index.set(object[field], [object]);
        else list.push(object);
      }
      this.referring.set(key, index);
    }
    return index.get(id) ?? [];
  }

  private forgetIndexes(kind: string): void {
    for (const key of this.referring.keys()) if (key.startsWith(`${kind}.`)) this.referring.delete(key);
  }
}

/** Where a new object belongs in a list that is newest first: before all that are not newer. */
function placeOf(list: readonly StoredObject[], object: StoredObject): number {
  const at = list.findIndex((other) => createdOf(other) <= createdOf(object));
  return at < 0 ? list.length : at;
}

/** When an object was made; invoice items call it `date`. */
export function createdOf(object: StoredObject): number {
  const created = object['created'] ?? object['date'];
  return typeof created === 'number' ? created : 0;
}

function embeddedItems(object: StoredObject): readonly StoredObject[] {
  if (object.object !== 'subscription') return [];
  return (object['items'] as { data?: readonly StoredObject[] } | undefined)?.data ?? [];
}
