import { isRecord, type JsonRecord } from '../json.ts';

/**
 * What a schema finds wrong, in Slack's words: `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
 */
export class Complaints {
  private readonly found: string[] = [];

  get list(): readonly string[] {
    return this.found;
  }

  add(message: string, pointer: string): void {
    this.found.push(`${message} [json-pointer:${pointer}]`);
  }

  addAll(others: Complaints): void {
    this.found.push(...others.list);
  }
}

/** Adds to the complaints whatever is wrong with the value at the pointer. */
export type Check = (value: unknown, pointer: string, complaints: Complaints) => void;

export function text(limits: { readonly min?: number; readonly max: number }): Check {
  const { min = 1, max } = limits;
  return (value, pointer, complaints) => {
    if (typeof value !== 'string') complaints.add('must provide a string', pointer);
    else if (value.length < min) complaints.add(`must be more than ${min - 1} characters`, pointer);
    else if (value.length > max) complaints.add(`must be less than ${max + 1} characters`, pointer);
  };
}

export const boolean: Check = (value, pointer, complaints) => {
  if (typeof value !== 'boolean') complaints.add('must provide a boolean', pointer);
};

export function integer(limits: { readonly min: number; readonly max: number }): Check {
  return (value, pointer, complaints) => {
    if (typeof value !== 'number' || !Number.isInteger(value))
      complaints.add('must provide an integer', pointer);
    else if (value < limits.min) complaints.add(`must be greater than ${limits.min - 1}`, pointer);
    else if (value > limits.max) complaints.add(`must be less than ${limits.max + 1}`, pointer);
  };
}

export const number: Check = (value, pointer, complaints) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) complaints.add('must provide a number', pointer);
};

export function oneOf(...allowed: readonly string[]): Check {
  return (value, pointer, complaints) => {
    if (typeof value !== 'string' || !allowed.includes(value))
      complaints.add(`must be a valid enum value`, pointer);
  };
}

export function matching(pattern: RegExp, what: string): Check {
  return (value, pointer, complaints) => {
    if (typeof value !== 'string' || !pattern.test(value)) complaints.add(`must be ${what}`, pointer);
  };
}

const MAXIMUM_URL_CHARACTERS = 3000;

export const url: Check = (value, pointer, complaints) => {
  text({ max: MAXIMUM_URL_CHARACTERS })(value, pointer, complaints);
  if (typeof value !== 'string' || value === '') return;
  // Slack takes no scripts, data or files, and the spaces of a forgotten encoding not either.
  if (!/^(?:https?|mailto|slack|tel):/i.test(value) || /\s/.test(value) || !URL.canParse(value))
    complaints.add('must be a valid URL', pointer);
};

export function list(item: Check, limits: { readonly min?: number; readonly max: number }): Check {
  const { min = 1, max } = limits;
  return (value, pointer, complaints) => {
    if (!Array.isArray(value)) return complaints.add('must provide an array', pointer);
    if (value.length < min) complaints.add(`must provide at least ${min} items`, pointer);
    if (value.length > max) return complaints.add(`no more than ${max} items allowed`, pointer);
    value.forEach((entry, index) => {
      item(entry, `${pointer}/${index}`, complaints);
    });
  };
}

/** A check of the whole object, after its properties. */
export type Rule = (value: JsonRecord, pointer: string, complaints: Complaints) => void;

export interface ObjectSchema {
  readonly required?: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
  readonly rule?: Rule;
}

/** An object with these properties and no others. */
export function object({ required = {}, optional = {}, rule }: ObjectSchema): Check {
  const known = new Map(Object.entries({ ...required, ...optional }));
  return (value, pointer, complaints) => {
    if (!isRecord(value)) return complaints.add('must provide an object', pointer);
    for (const name of Object.keys(required))
      if (value[name] === undefined || value[name] === null)
        complaints.add(`missing required field: ${name}`, pointer);
    for (const [name, entry] of Object.entries(value)) {
      const check = known.get(name);
      if (check === undefined) complaints.add(`invalid additional property: ${name}`, pointer);
      else if (entry !== undefined && entry !== null) check(entry, `${pointer}/${name}`, complaints);
    }
    rule?.(value, pointer, complaints);
  };
}

/** Objects told apart by their `type`; `unsupported` words the refusal of another type. */
export function byType(
  schemas: Readonly<Record<string, Check>>,
  unsupported: (type: string) => string = (type) => `unsupported type: ${type}`,
): Check {
  const known = new Map(Object.entries(schemas));
  return (value, pointer, complaints) => {
    if (!isRecord(value)) return complaints.add('must provide an object', pointer);
    const { type } = value;
    if (typeof type !== 'string') return complaints.add('missing required field: type', pointer);
    const check = known.get(type);
    if (check === undefined) complaints.add(unsupported(type), `${pointer}/type`);
    else check(value, pointer, complaints);
  };
}

/** Any of several schemas: with none that fits, Slack names the place first and then each reason. */
export function anyOf(check: Check): Check {
  return (value, pointer, complaints) => {
    const reasons = new Complaints();
    check(value, pointer, reasons);
    if (reasons.list.length === 0) return;
    complaints.add('failed to match all allowed schemas', pointer);
    complaints.addAll(reasons);
  };
}

/** The named property, or one of several, must be there. */
export function needsOneOf(...names: readonly string[]): Rule {
  return (value, pointer, complaints) => {
    if (names.every((name) => value[name] === undefined || value[name] === null))
      complaints.add(`must define one of: ${names.join(', ')}`, pointer);
  };
}

/** Of these properties only one may be there. */
export function onlyOneOf(...names: readonly string[]): Rule {
  return (value, pointer, complaints) => {
    if (names.filter((name) => value[name] !== undefined).length > 1)
      complaints.add(`only one of: ${names.join(', ')} is allowed`, pointer);
  };
}

export function rules(...all: readonly Rule[]): Rule {
  return (value, pointer, complaints) => {
    for (const rule of all) rule(value, pointer, complaints);
  };
}
