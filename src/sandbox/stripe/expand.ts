import { invalidValue, StripeRefusal } from './errors.ts';
import type { Caller } from './keys.ts';
import { type Field, type Fields, SCHEMA } from './schema.ts';
import type { StoredObject, StripeStore } from './store.ts';

const MAX_EXPANSION_LEVELS = 4;
const MAX_EXPAND_PATHS = 50;
/** Objects Stripe embeds of a list that has more. */
const EMBEDDED_LIST_LENGTH = 10;

/** Requested expansions by field name, as deep as they were asked for. */
export interface ExpandTree {
  readonly [field: string]: ExpandTree;
}

/**
 * Checks `expand` paths against the kind of object (or list of it) the endpoint returns.
 * @throws {StripeRefusal} 400 for a path that is too deep or leads nowhere, 403 for what the key may not read.
 */
export function parseExpand(
  paths: readonly string[],
  kind: string,
  answer: 'object' | 'list',
  caller: Caller,
): ExpandTree {
  if (paths.length > MAX_EXPAND_PATHS) throw invalidValue('expand', 'Too many properties to expand.');
  const tree: Record<string, ExpandTree> = {};
  for (const path of paths) {
    const segments = path.split('.');
    if (segments.length > MAX_EXPANSION_LEVELS) {
      throw new StripeRefusal(
        400,
        `You cannot expand more than ${MAX_EXPANSION_LEVELS} levels of a property. Property: ${path}`,
        {
          code: 'property_expansion_max_depth',
          param: 'expand',
        },
      );
    }
    if (answer === 'list') {
      if (segments[0] !== 'data')
        throw notExpandable(segments[0] ?? '', leadsSomewhere(kind, segments) ? path : null);
      walk(SCHEMA[kind] ?? {}, segments.slice(1), caller);
    } else {
      walk(SCHEMA[kind] ?? {}, segments, caller);
    }
    let node = tree;
    for (const segment of segments) {
      node[segment] ??= {};
      node = node[segment] as Record<string, ExpandTree>;
    }
  }
  return answer === 'list' ? (tree['data'] ?? {}) : tree;
}

function walk(fields: Fields, segments: readonly string[], caller: Caller): void {
  const [name = '', ...rest] = segments;
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) throw notExpandable(name, null);
  switch (field.type) {
    case 'expandable':
      if (field.kind === '*') return;
      if (field.kind !== 'discount') caller.mustBeAllowed(field.kind, 'read');
      if (rest.length > 0) walk(SCHEMA[field.kind] ?? {}, rest, caller);
      return;
    case 'includable_list':
      if (field.kind !== '*') caller.mustBeAllowed(field.kind, 'read');
      if (rest.length > 0) walkList(field.kind, name, rest, caller);
      return;
    case 'includable':
      if (rest.length > 0) throw notExpandable(rest[0] ?? '', null);
      return;
    case 'list':
      if (rest.length === 0) throw notExpandable(name, null);
      walkList(field.kind, name, rest, caller);
      return;
    case 'embedded':
      if (rest.length === 0) throw notExpandable(name, null);
      walk(SCHEMA[field.kind] ?? {}, rest, caller);
      return;
    case 'hash':
      if (rest.length === 0) throw notExpandable(name, null);
      walk(field.fields, rest, caller);
  }
}

function walkList(kind: string, name: string, rest: readonly string[], caller: Caller): void {
  const [data, ...more] = rest;
  if (data !== 'data') throw notExpandable(data ?? name, `${name}.data.${data}`);
  if (more.length > 0) walk(SCHEMA[kind] ?? {}, more, caller);
}

function leadsSomewhere(kind: string, segments: readonly string[]): boolean {
  return Object.hasOwn(SCHEMA[kind] ?? {}, segments[0] ?? '');
}

function notExpandable(name: string, instead: string | null): StripeRefusal {
  const hint =
    instead === null
      ? ''
      : ` You may want to try expanding '${instead.startsWith('data.') || instead.includes('.data.') ? instead : `data.${instead}`}' instead.`;
  return new StripeRefusal(400, `This property cannot be expanded (${name}).${hint}`);
}

/** An object as it is sent: includable fields left out, embedded lists cut, and what was asked for expanded. */
export function present(store: StripeStore, object: StoredObject, tree: ExpandTree = {}): StoredObject {
  const fields = SCHEMA[object.object];
  if (fields === undefined) return object;
  return presentFields(store, object, fields, tree, object) as StoredObject;
}

function presentFields(
  store: StripeStore,
  value: Readonly<Record<string, unknown>>,
  fields: Fields,
  tree: ExpandTree,
  owner: StoredObject,
): Record<string, unknown> {
  const sent: Record<string, unknown> = { ...value };
  for (const [name, field] of Object.entries(fields)) {
    const wanted = tree[name];
    const result = presentField(store, value[name], field, wanted, owner);
    if (result === undefined) delete sent[name];
    else sent[name] = result;
  }
  return sent;
}

/** The field as it is sent; undefined leaves it out. */
function presentField(
  store: StripeStore,
  value: unknown,
  field: Field,
  wanted: ExpandTree | undefined,
  owner: StoredObject,
): unknown {
  switch (field.type) {
    case 'expandable':
      return wanted === undefined ? value : resolve(store, value, wanted);
    case 'embedded':
      return isObject(value) ? present(store, value, wanted) : value;
    case 'list':
      return isList(value) ? cutList(store, value.data, value.url, wanted) : value;
    case 'includable_list':
      if (wanted === undefined) return undefined;
      return cutList(store, field.find(store, owner), field.url(owner), wanted);
    case 'includable':
      return wanted === undefined ? undefined : field.value(owner);
    case 'hash':
      if (wanted === undefined) return value;
      if (Array.isArray(value)) {
        return value.map((entry) =>
          isRecord(entry) ? presentFields(store, entry, field.fields, wanted, owner) : entry,
        );
      }
      return isRecord(value) ? presentFields(store, value, field.fields, wanted, owner) : value;
  }
}

function resolve(store: StripeStore, value: unknown, wanted: ExpandTree): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolve(store, entry, wanted));
  const object = store.get(value);
  return object === undefined ? value : present(store, object, wanted);
}

function cutList(
  store: StripeStore,
  objects: readonly StoredObject[],
  url: string,
  wanted: ExpandTree | undefined,
): unknown {
  return {
    object: 'list',
    data: objects.slice(0, EMBEDDED_LIST_LENGTH).map((object) => present(store, object, wanted?.['data'])),
    has_more: objects.length > EMBEDDED_LIST_LENGTH,
    url,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObject(value: unknown): value is StoredObject {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['object'] === 'string';
}

function isList(value: unknown): value is { readonly data: readonly StoredObject[]; readonly url: string } {
  return isRecord(value) && value['object'] === 'list' && Array.isArray(value['data']);
}
