import type { SandboxAnswer, SandboxRequest } from '../fault-injection.ts';
import { MERCHANT } from '../ledger/merchant.ts';
import {
  missingParameter,
  noSuch,
  notBuilt,
  otherMode,
  StripeRefusal,
  unknownParameters,
  unrecognizedUrl,
} from './errors.ts';
import { type ExpandTree, parseExpand, present } from './expand.ts';
import type { Filter } from './filters.ts';
import { authenticate, type Caller, type KeySpec } from './keys.ts';
import { LISTS, type ListEndpoint, NESTED_LISTS, type NestedList } from './lists.ts';
import { limitParam, PAGING_PARAMS, pageOf } from './paging.ts';
import { listParam, type Params, parseParams } from './params.ts';
import { previewInvoice } from './preview.ts';
import { previewedEnding } from './preview-ending.ts';
import { SEARCH_PARAMS, searchCustomers } from './search.ts';
import type { StoredObject, StripeStore } from './store.ts';
import type { Writer } from './writer.ts';
import { previewCreditNote } from './writes/credit-notes/credit-notes.ts';
import { CREDIT_NOTE_PARAMS } from './writes/credit-notes/request.ts';

/** The API version whose objects the sandbox holds. */
export const API_VERSION = '2026-10-28.endive';

export interface ApiOptions {
  readonly store: StripeStore;
  /** Mode of the stored objects. */
  readonly livemode: boolean;
  readonly keys: Readonly<Record<string, KeySpec>>;
  /** Access to invoices that a preview asks of a restricted key; Stripe's documentation does not say. */
  readonly previewAccess: 'read' | 'write';
  /** Carries out what changes the account. */
  readonly writer: Writer;
}

interface Call {
  readonly api: ApiOptions;
  readonly caller: Caller;
  readonly params: Params;
  readonly path: string;
}

/** Answers one request as Stripe's API would. @throws {StripeRefusal} for everything Stripe refuses. */
export function answerApi(
  api: ApiOptions,
  request: SandboxRequest,
  requestId: string,
): SandboxAnswer | Promise<SandboxAnswer> {
  const caller = authenticate(request, api.keys);
  const version = request.headers['stripe-version'];
  if (version !== undefined && version !== API_VERSION) {
    throw new StripeRefusal(
      400,
      `Invalid Stripe API version: ${String(version)}. The sandbox speaks ${API_VERSION} only.`,
    );
  }
  const path = request.path.replace(/\/$/, '');
  const isForm = request.method === 'POST';
  const params = parseParams(isForm ? new URLSearchParams(request.body.toString()) : request.query);
  const call: Call = { api, caller, params, path };
  if (request.method === 'GET') return { status: 200, body: read(call, request) };
  if (request.method === 'POST' && path === '/v1/invoices/create_preview')
    return { status: 200, body: preview(call) };
  const write = api.writer.route(request.method, path);
  if (write === null) return refuseWrite(call, request.method);
  return api.writer.answer(write.endpoint, write.id, { request, caller, path, params, requestId });
}

function read(call: Call, request: SandboxRequest): unknown {
  const { path } = call;
  if (path === '/v1/account') return account(call);
  if (path === '/v1/customers/search') return search(call);
  if (path === '/v1/credit_notes/preview') return sent(call.api.store, ...previewedNote(call));
  if (path === '/v1/credit_notes/preview/lines') return previewedLines(call);
  const list = LISTS.find((endpoint) => endpoint.path === path);
  if (list !== undefined) return listOf(call, list);
  const cut = path.lastIndexOf('/');
  const [parent, id] = [path.slice(0, cut), decode(path.slice(cut + 1))];
  const endpoint = LISTS.find((candidate) => candidate.path === parent);
  if (endpoint !== undefined && endpoint.retrievable !== false) return retrieve(call, endpoint.kind, id);
  for (const nested of NESTED_LISTS) {
    const owner = match(nested.path, path);
    if (owner !== null) return nestedList(call, nested, owner);
    const ownerOfOne = match(nested.path, parent);
    if (ownerOfOne !== null && nested.field !== null) return retrieveNested(call, nested, ownerOfOne, id);
  }
  if (LISTS.some((candidate) => path.startsWith(`${candidate.path}/`)))
    throw notBuilt(`${request.method} ${path}`);
  throw unrecognizedUrl(request.method, path);
}

function account(call: Call): unknown {
  onlyParams(call.params, ['expand']);
  return {
    id: MERCHANT.accountId,
    object: 'account',
    business_profile: { name: MERCHANT.name },
    charges_enabled: true,
    country: MERCHANT.country,
    default_currency: 'usd',
    settings: { dashboard: { display_name: MERCHANT.name, timezone: 'Etc/UTC' } },
    type: 'standard',
  };
}

function retrieve(call: Call, kind: string, id: string): StoredObject {
  const { api, caller, params } = call;
  caller.mustBeAllowed(kind, 'read');
  onlyParams(params, ['expand']);
  const tree = expandTree(call, kind, 'object');
  return sent(api.store, mustExist(api, caller, kind, id), tree);
}

function listOf(call: Call, endpoint: ListEndpoint): unknown {
  const { caller, params, path } = call;
  caller.mustBeAllowed(endpoint.kind, 'read');
  onlyParams(params, [...PAGING_PARAMS, ...Object.keys(endpoint.filters)]);
  for (const name of endpoint.required ?? []) if (!Object.hasOwn(params, name)) throw missingParameter(name);
  const tree = expandTree(call, endpoint.kind, 'list');
  limitParam(params);
  return page(call, endpoint.kind, filtered(call, candidates(call, endpoint), endpoint.filters), tree, path);
}

/** Everything a list may hold; the index by customer spares reading all customers' objects. */
function candidates(call: Call, endpoint: ListEndpoint): readonly StoredObject[] {
  const { api, params } = call;
  if (!isVisible(call)) return [];
  const customer = Object.hasOwn(endpoint.filters, 'customer') ? params['customer'] : undefined;
  return typeof customer === 'string'
    ? api.store.referringTo(endpoint.kind, 'customer', customer)
    : api.store.all(endpoint.kind);
}

function nestedList(call: Call, nested: NestedList, ownerId: string): unknown {
  const { api, caller, params, path } = call;
  caller.mustBeAllowed(nested.kind, 'read');
  onlyParams(params, [...PAGING_PARAMS, ...Object.keys(nested.filters ?? {})]);
  const tree = expandTree(call, nested.kind, 'list');
  const owner = mustExist(api, caller, nested.ownerKind, ownerId);
  const objects =
    nested.field === null
      ? ((owner[nested.embedded ?? ''] as { data: readonly StoredObject[] } | undefined)?.data ?? [])
      : api.store.referringTo(nested.kind, nested.field, ownerId);
  return page(call, nested.kind, filtered(call, objects, nested.filters ?? {}), tree, path);
}

function retrieveNested(call: Call, nested: NestedList, ownerId: string, id: string): StoredObject {
  const { api, caller, params } = call;
  caller.mustBeAllowed(nested.kind, 'read');
  onlyParams(params, ['expand']);
  const tree = expandTree(call, nested.kind, 'object');
  mustExist(api, caller, nested.ownerKind, ownerId);
  const object = mustExist(api, caller, nested.kind, id);
  if (nested.field !== null && object[nested.field] !== ownerId)
    throw noSuch(nested.kind, id, { path: true });
  return sent(api.store, object, tree);
}

function page(
  call: Call,
  kind: string,
  objects: readonly StoredObject[],
  tree: ExpandTree,
  url: string,
): unknown {
  const { data, has_more } = pageOf(kind, objects, call.params);
  return {
    object: 'list',
    data: data.map((object) => sent(call.api.store, object, tree)),
    has_more,
    url,
  };
}

function filtered(
  call: Call,
  objects: readonly StoredObject[],
  filters: Readonly<Record<string, Filter>>,
): readonly StoredObject[] {
  const { api, caller, params } = call;
  const context = { store: api.store, livemode: caller.livemode, visible: isVisible(call) };
  const tests = Object.entries(filters).flatMap(([name, filter]) => filter(params, name, context) ?? []);
  return objects.filter((object) => tests.every((test) => test(object)));
}

function search(call: Call): unknown {
  const { api, caller, params, path } = call;
  caller.mustBeAllowed('customer', 'read');
  onlyParams(params, SEARCH_PARAMS);
  const tree = expandTree(call, 'customer', 'list');
  const found = searchCustomers(isVisible(call) ? api.store.all('customer') : [], params);
  return {
    object: 'search_result',
    data: found.data.map((object) => sent(api.store, object, tree)),
    has_more: found.has_more,
    next_page: found.next_page,
    url: path,
  };
}

function preview(call: Call): unknown {
  const { api, caller, params } = call;
  caller.mustBeAllowed('invoice', api.previewAccess);
  const tree = expandTree(call, 'invoice', 'object');
  if (!isVisible(call))
    throw otherMode('subscription', String(params['subscription'] ?? ''), caller.livemode);
  const ending = previewedEnding(params);
  if (ending === null) return sent(api.store, previewInvoice(api.store, params), tree);
  return sent(api.store, api.writer.tryOut(caller.livemode, ending) as unknown as StoredObject, tree);
}

/** A credit note that is not issued, and what is to be expanded in it. */
function previewedNote({ api, caller, params }: Call): [StoredObject, ExpandTree] {
  caller.mustBeAllowed('credit_note', 'read');
  onlyParams(params, ['expand', ...CREDIT_NOTE_PARAMS]);
  const tree = parseExpand(listParam(params, 'expand'), 'credit_note', 'object', caller);
  const note = api.writer.tryOut(caller.livemode, previewCreditNote(params));
  return [note as unknown as StoredObject, tree];
}

function previewedLines(call: Call): unknown {
  const { caller, params, path } = call;
  caller.mustBeAllowed('credit_note', 'read');
  onlyParams(params, [...PAGING_PARAMS, ...CREDIT_NOTE_PARAMS]);
  const tree = expandTree(call, 'credit_note_line_item', 'list');
  const note = call.api.writer.tryOut(caller.livemode, previewCreditNote(params));
  const { data } = (note as unknown as { lines: { data: readonly StoredObject[] } }).lines;
  return page(call, 'credit_note_line_item', data, tree, path);
}

/** What the sandbox does not write: a key that may not write is told so, one that may is told the truth. */
function refuseWrite(call: Call, method: string): never {
  const endpoint = LISTS.find(({ path }) => call.path === path || call.path.startsWith(`${path}/`));
  if (endpoint === undefined || (method !== 'POST' && method !== 'DELETE'))
    throw unrecognizedUrl(method, call.path);
  call.caller.mustBeAllowed(endpoint.kind, 'write');
  throw notBuilt(`${method} ${call.path}`);
}

function mustExist(api: ApiOptions, caller: Caller, kind: string, id: string): StoredObject {
  const object = api.store.find(kind, id);
  if (object === undefined) throw noSuch(kind, id, { path: true });
  if (caller.livemode !== api.livemode) throw otherMode(kind, id, caller.livemode);
  return object;
}

function isVisible({ api, caller }: Call): boolean {
  return api.livemode === caller.livemode;
}

function expandTree({ caller, params }: Call, kind: string, answer: 'object' | 'list'): ExpandTree {
  return parseExpand(listParam(params, 'expand'), kind, answer, caller);
}

/** A deleted object has nothing left but its id. */
function sent(store: StripeStore, object: StoredObject, tree: ExpandTree): StoredObject {
  if (object['deleted'] === true) return { id: object.id, object: object.object, deleted: true };
  return present(store, object, tree);
}

function onlyParams(params: Params, known: readonly string[]): void {
  const unknown = Object.keys(params).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw unknownParameters(unknown);
}

/** The `:id` of a path pattern, or null when the path is another. */
function match(pattern: string, path: string): string | null {
  const [before = '', after = ''] = pattern.split(':id');
  if (!path.startsWith(before) || !path.endsWith(after)) return null;
  const id = path.slice(before.length, path.length - after.length);
  return id === '' || id.includes('/') ? null : decode(id);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
