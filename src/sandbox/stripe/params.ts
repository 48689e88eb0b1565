import { invalidValue, StripeRefusal, unknownParameters } from './errors.ts';

/** A parameter as Stripe understands bracket notation: `a[b]=1`, `c[]=x`, `c[0]=x`. */
export type Param = string | Param[] | { readonly [name: string]: Param };
export type Params = { readonly [name: string]: Param };

const MAX_PARAMETERS = 1000;
const MAX_NESTING_LEVELS = 6;

/** Parses a query string or a form body. @throws {StripeRefusal} 400 for a malformed name. */
export function parseParams(pairs: URLSearchParams): Params {
  const root: Branch = new Map();
  let count = 0;
  for (const [name, value] of pairs) {
    count += 1;
    if (count > MAX_PARAMETERS) throw new StripeRefusal(400, 'Too many parameters.');
    const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
    const inner = [...(match?.[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? '');
    if (match === null || inner.length > MAX_NESTING_LEVELS) {
      throw new StripeRefusal(400, `Invalid parameter name: ${name}`, { param: name });
    }
    insert(root, [match[1] ?? '', ...inner], value, name);
  }
  return Object.fromEntries([...root].map(([name, branch]) => [name, toParam(branch)]));
}

type Branch = Map<string, Branch | string>;

function insert(root: Branch, path: readonly string[], value: string, name: string): void {
  let branch = root;
  path.forEach((written, depth) => {
    // `c[]` takes the next free index.
    const key = written === '' ? String(branch.size) : written;
    if (depth === path.length - 1) {
      branch.set(key, value);
      return;
    }
    const next = branch.get(key) ?? new Map<string, Branch | string>();
    if (typeof next === 'string') throw new StripeRefusal(400, `Invalid parameter: ${name}`, { param: name });
    branch.set(key, next);
    branch = next;
  });
}

function toParam(branch: Branch | string): Param {
  if (typeof branch === 'string') return branch;
  const entries = [...branch].map(([key, inner]) => [key, toParam(inner)] as const);
  const isArray = entries.every(([key]) => /^\d+$/.test(key));
  return isArray ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

export function stringParam(params: Params, name: string): string | undefined {
  const value = own(params, name);
  if (value === undefined || typeof value === 'string') return value;
  throw invalidValue(name, `Invalid string: ${JSON.stringify(value)}`);
}

export function booleanParam(params: Params, name: string): boolean | undefined {
  const value = stringParam(params, name);
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalidValue(name, `Invalid boolean: ${value}`);
}

export function integerParam(params: Params, name: string): number | undefined {
  const value = stringParam(params, name);
  return value === undefined ? undefined : integer(value, name);
}

/** Names such as `constructor` are not parameters unless they were sent. */
const own = (params: Params, name: string): Param | undefined =>
  Object.hasOwn(params, name) ? params[name] : undefined;

/** A list of strings: `name[]=a` or `name[0]=a`. */
export function listParam(params: Params, name: string): readonly string[] {
  const value = own(params, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalidValue(name, 'Invalid array');
  return value.map((entry) => {
    if (typeof entry === 'string') return entry;
    throw invalidValue(name, `Invalid string: ${JSON.stringify(entry)}`);
  });
}

export function hashParam(params: Params, name: string): Params | undefined {
  const value = own(params, name);
  if (value === undefined) return undefined;
  if (typeof value === 'string' || Array.isArray(value)) throw invalidValue(name, 'Invalid object');
  return value;
}

/** A moment, or a range of them (`gt`, `gte`, `lt`, `lte`), as a test on Unix seconds. */
export function rangeParam(params: Params, name: string): ((at: unknown) => boolean) | undefined {
  const value = own(params, name);
  if (value === undefined) return undefined;
  if (typeof value === 'string') {
    const exact = integer(value, name);
    return (at) => at === exact;
  }
  if (Array.isArray(value)) throw invalidValue(name, 'Invalid object');
  const tests = Object.entries(value).map(([operator, bound]) => {
    const param = `${name}[${operator}]`;
    const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
    if (compare === undefined) throw unknownParameters([param]);
    const limit = integer(String(bound), param);
    return (at: number): boolean => compare(at, limit);
  });
  return (at) => typeof at === 'number' && tests.every((test) => test(at));
}

const COMPARISONS: Readonly<Record<string, (at: number, limit: number) => boolean>> = {
  gt: (at, limit) => at > limit,
  gte: (at, limit) => at >= limit,
  lt: (at, limit) => at < limit,
  lte: (at, limit) => at <= limit,
};

function integer(value: string, param: string): number {
  if (/^-?\d{1,15}$/.test(value)) return Number(value);
  throw invalidValue(param, `Invalid integer: ${value}`, 'parameter_invalid_integer');
}
