import { invalid } from './errors.ts';

/** The part of JSON Schema that structured output takes. */
export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

const KEYWORDS = new Set(
  'type properties required items enum const anyOf allOf description title additionalProperties format minItems $ref $defs default'.split(
    ' ',
  ),
);

/**
 * Structured output refuses the keywords it cannot enforce, and objects that are open.
 * @throws {ClaudeRefusal}
 */
export function checkOutputSchema(schema: unknown, place = 'output_config.format.schema'): JsonSchema {
  if (typeof schema !== 'object' || schema === null) throw invalid(`${place}: Input should be an object`);
  const fields = schema as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(fields)) {
    if (!KEYWORDS.has(name))
      throw invalid(`${place}: For '${String(fields['type'])}' type, property '${name}' is not supported`);
  }
  if (fields['type'] === 'object') {
    if (fields['additionalProperties'] !== false) {
      throw invalid(`${place}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
    }
    for (const [name, property] of Object.entries((fields['properties'] ?? {}) as Record<string, unknown>)) {
      checkOutputSchema(property, `${place}.properties.${name}`);
    }
  }
  for (const [name, definition] of Object.entries((fields['$defs'] ?? {}) as Record<string, unknown>)) {
    checkOutputSchema(definition, `${place}.$defs.${name}`);
  }
  if (fields['type'] === 'array') checkOutputSchema(fields['items'], `${place}.items`);
  return schema as JsonSchema;
}

/**
 * A value of the schema. `wanted` gives values by property name, taken where they are of the right type; elsewhere a
 * text is "sandbox model", a number 0, a choice its first.
 */
export function valueFor(schema: JsonSchema, wanted: unknown, root: JsonSchema = schema): unknown {
  if (schema.$ref !== undefined) {
    const named = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    if (named === undefined) throw invalid(`output_config.format.schema: ${schema.$ref} is not defined`);
    return valueFor(named, wanted, root);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum.includes(wanted) ? wanted : schema.enum[0];
  const [first] = schema.anyOf ?? [];
  if (first !== undefined) return valueFor(first, wanted, root);
  switch (schema.type) {
    case 'object': {
      const given = typeof wanted === 'object' && wanted !== null ? (wanted as Record<string, unknown>) : {};
      const properties = Object.entries(schema.properties ?? {});
      return Object.fromEntries(
        properties.map(([name, property]) => [name, valueFor(property, given[name], root)]),
      );
    }
    case 'array': {
      const { items } = schema;
      return Array.isArray(wanted) && items !== undefined
        ? wanted.map((item) => valueFor(items, item, root))
        : [];
    }
    case 'integer':
    case 'number':
      return typeof wanted === 'number' ? wanted : 0;
    case 'boolean':
      return wanted === true;
    case 'null':
      return null;
    default:
      return typeof wanted === 'string' ? wanted : 'sandbox model';
  }
}
