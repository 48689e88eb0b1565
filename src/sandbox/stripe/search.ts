import { invalidValue, missingParameter } from './errors.ts';
import { limitParam } from './paging.ts';
import { type Params, stringParam } from './params.ts';
import type { StoredObject } from './store.ts';

/** Fields customers can be searched by, and whether parts of them are matched (`~`). */
const SEARCHABLE = new Set(['email', 'name', 'phone', 'created']);
const MIN_SUBSTRING_CHARACTERS = 3;
const MAX_CLAUSES = 10;

export const SEARCH_PARAMS = ['query', 'limit', 'page', 'expand'] as const;

type Test = (object: StoredObject) => boolean;

/**
 * Customers that match a search query, e.g. `email:"jane@acme.example"`, `name~"acme"`, `metadata["plan"]:"pro"`,
 * joined by `AND` or by `OR`. Text is compared without regard to case. Newest first.
 */
export function searchCustomers(
  customers: readonly StoredObject[],
  params: Params,
): { readonly data: readonly StoredObject[]; readonly has_more: boolean; readonly next_page: string | null } {
  const query = stringParam(params, 'query');
  if (query === undefined) throw missingParameter('query');
  const test = parseQuery(query);
  const limit = limitParam(params);
  const found = customers.filter(test);
  const start = pageStart(stringParam(params, 'page'));
  const has_more = found.length > start + limit;
  return {
    data: found.slice(start, start + limit),
    has_more,
    next_page: has_more ? Buffer.from(String(start + limit)).toString('base64url') : null,
  };
}

function pageStart(page: string | undefined): number {
  if (page === undefined) return 0;
  const start = Number(Buffer.from(page, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw invalidValue('page', `Invalid page: ${page}`);
  return start;
}

function parseQuery(query: string): Test {
  const clauses: Test[] = [];
  const connectives = new Set<string>();
  let rest = query.trim();
  while (rest !== '') {
    const match =
      /^(-?)(metadata\["([^"]{1,40})"\]|[a-z_]+)\s*(:|~|>=|<=|>|<)\s*("((?:[^"\\]|\\.)*)"|\d+|null)\s*/.exec(
        rest,
      );
    if (match === null || clauses.length >= MAX_CLAUSES) throw notUnderstood(query);
    clauses.push(clause(match, query));
    rest = rest.slice(match[0].length);
    if (rest === '') break;
    const joined = /^(AND|OR)\s+/i.exec(rest);
    connectives.add((joined?.[1] ?? 'AND').toUpperCase());
    rest = rest.slice(joined?.[0].length ?? 0);
    if (rest === '') throw notUnderstood(query);
  }
  if (clauses.length === 0 || connectives.size > 1) throw notUnderstood(query);
  return (object) =>
    connectives.has('OR') ? clauses.some((test) => test(object)) : clauses.every((test) => test(object));
}

function clause(match: RegExpExecArray, query: string): Test {
  const [, minus, field = '', metadataKey, operator = '', literal = '', quoted] = match;
  if (metadataKey === undefined && !SEARCHABLE.has(field)) {
    throw invalidValue(
      'query',
      `Field \`${field}\` is an unsupported search field for resource \`customers\`.`,
    );
  }
  const wanted = literal === 'null' ? null : (quoted ?? literal).replace(/\\(.)/g, '$1').toLowerCase();
  if (operator === '~' && (wanted === null || wanted.length < MIN_SUBSTRING_CHARACTERS)) {
    throw invalidValue('query', `Substring search requires at least ${MIN_SUBSTRING_CHARACTERS} characters.`);
  }
  const isNumeric = operator !== ':' && operator !== '~';
  if (isNumeric && (field !== 'created' || !/^\d+$/.test(literal))) throw notUnderstood(query);
  const test: Test = (object) => {
    const metadata = object['metadata'] as Readonly<Record<string, string>> | undefined;
    const value = metadataKey === undefined ? object[field] : metadata?.[metadataKey];
    if (isNumeric) return compare(Number(value), operator, Number(literal));
    if (wanted === null) return value === null || value === undefined;
    const text = String(value ?? '').toLowerCase();
    return operator === '~' ? text.includes(wanted) : text === wanted;
  };
  return minus === '-' ? (object) => !test(object) : test;
}

function compare(value: number, operator: string, bound: number): boolean {
  if (operator === '>') return value > bound;
  if (operator === '>=') return value >= bound;
  return operator === '<' ? value < bound : value <= bound;
}

const notUnderstood = (query: string) =>
  invalidValue('query', `We were unable to parse your search query: ${query.slice(0, 200)}`);
