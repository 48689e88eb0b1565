import { existsSync, readFileSync } from 'node:fs';

/** Just enough of OpenAPI 3.0 to compare a value with a published schema. */
type Node = Readonly<Record<string, unknown>>;

const FILE = new URL('../../../shared/data/zendesk/zendesk-support.json', import.meta.url);

/** Zendesk's published description, or null where it is not at hand. */
export function loadZendeskOpenApi(): Node | null {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Node) : null;
}

export function at(document: Node, ...keys: readonly string[]): Node {
  let node: unknown = document;
  for (const key of keys) node = isNode(node) ? resolve(document, node)[key] : undefined;
  if (!isNode(node)) throw new Error(`The description has nothing at ${keys.join(' > ')}.`);
  return resolve(document, node);
}

/**
 * Places where `value` differs from `schema`: wrong types, missing required properties, values outside an enum,
 * and with `closed` properties the schema does not name. Null counts as absent: the description marks few
 * properties as nullable, and Zendesk sends null for whatever is unset.
 */
export function differences(
  document: Node,
  schema: Node,
  value: unknown,
  { closed = false, path = '$' } = {},
): string[] {
  const resolved = resolve(document, schema);
  if (value === null || value === undefined) return [];
  const parts = [resolved['allOf'], resolved['oneOf'], resolved['anyOf']].find(Array.isArray);
  if (Array.isArray(parts)) {
    const each = parts.map((part: Node) => differences(document, part, value, { closed, path }));
    return Array.isArray(resolved['allOf'])
      ? each.flat()
      : (each.find((one) => one.length === 0) ?? each[0] ?? []);
  }
  const { type } = resolved;
  if (typeof type === 'string' && !hasType(type, value))
    return [`${path}: ${typeof value} instead of ${type}`];
  if (Array.isArray(resolved['enum']) && !resolved['enum'].includes(value))
    return [`${path}: ${String(value)} is none of the enum`];
  if (Array.isArray(value) && isNode(resolved['items'])) {
    const { items } = resolved;
    return value.flatMap((item, index) =>
      differences(document, items as Node, item, { closed, path: `${path}[${index}]` }),
    );
  }
  if (!isNode(value) || !isNode(resolved['properties'])) return [];
  return objectDifferences(document, resolved, value, closed, path);
}

function objectDifferences(
  document: Node,
  schema: Node,
  value: Node,
  closed: boolean,
  path: string,
): string[] {
  const properties = schema['properties'] as Node;
  const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];
  const found = required
    .filter((name) => value[name] === undefined || value[name] === null)
    .map((name) => `${path}.${name}: missing`);
  for (const [name, entry] of Object.entries(value)) {
    const property = properties[name];
    if (isNode(property))
      found.push(...differences(document, property, entry, { closed, path: `${path}.${name}` }));
    else if (closed) found.push(`${path}.${name}: not described`);
  }
  return found;
}

function hasType(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isNode(value);
  return typeof value === type;
}

function resolve(document: Node, node: Node): Node {
  const reference = node['$ref'];
  if (typeof reference !== 'string') return node;
  let target: unknown = document;
  for (const key of reference.slice(2).split('/')) target = isNode(target) ? target[key] : undefined;
  if (!isNode(target)) throw new Error(`The description lacks ${reference}.`);
  return resolve(document, target);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
