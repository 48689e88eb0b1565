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
