import { invalidValue, missingParameter } from '../errors.ts';
import { hashParam, integerParam, type Params, stringParam } from '../params.ts';

const MAX_METADATA_KEYS = 50;
const MAX_METADATA_KEY_CHARACTERS = 40;
const MAX_METADATA_VALUE_CHARACTERS = 500;

/** An amount in minor units of at least `least`. @throws {StripeRefusal} 400 for anything else. */
export function amountParam(params: Params, name: string, least = 1): number | undefined {
  const amount = integerParam(params, name);
  if (amount !== undefined && amount < least) {
    throw invalidValue(
      name,
      `This value must be greater than or equal to ${least}.`,
      'parameter_invalid_integer',
    );
  }
  return amount;
}

/** @throws {StripeRefusal} 400 when it is not there. */
export function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw missingParameter(name);
  return value;
}

/** @throws {StripeRefusal} 400 with the values Stripe takes. */
export function choiceParam<const T extends string>(
  params: Params,
  name: string,
  choices: readonly T[],
): T | undefined {
  const value = stringParam(params, name);
  if (value === undefined) return undefined;
  const choice = choices.find((one) => one === value);
  if (choice === undefined) {
    const [last, ...others] = [...choices].reverse();
    throw invalidValue(name, `Invalid ${name}: must be one of ${others.reverse().join(', ')}, or ${last}`);
  }
  return choice;
}

/** Metadata: at most 50 keys of 40 characters, values of 500. An empty value takes a key away. */
export function metadataParam(params: Params, name = 'metadata'): Record<string, string> {
  if (params[name] === '') return {};
  const sent = Object.entries(hashParam(params, name) ?? {});
  const metadata: Record<string, string> = {};
  for (const [key, value] of sent) {
    const param = `${name}[${key}]`;
    if (typeof value !== 'string') throw invalidValue(param, `Invalid string: ${JSON.stringify(value)}`);
    if (key.length > MAX_METADATA_KEY_CHARACTERS) {
      throw invalidValue(
        param,
        `Metadata keys can have up to ${MAX_METADATA_KEY_CHARACTERS} characters, but you passed in a key that is ${key.length} characters. Invalid key: ${key}`,
      );
    }
    if (value.length > MAX_METADATA_VALUE_CHARACTERS) {
      throw invalidValue(
        param,
        `Metadata values can have up to ${MAX_METADATA_VALUE_CHARACTERS} characters, but you passed in a value that is ${value.length} characters. Invalid value: ${value}`,
      );
    }
    if (value !== '') metadata[key] = value;
  }
  if (Object.keys(metadata).length > MAX_METADATA_KEYS) {
    throw invalidValue(name, `Metadata can have up to ${MAX_METADATA_KEYS} keys.`);
  }
  return metadata;
}
