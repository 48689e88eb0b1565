import { type Config, ConfigError, parseConfig } from '../../../config.ts';
import type { Check } from '../../doctor/check.ts';
import type { Values, Variable } from '../variables.ts';

/** One of the neighbours `setup` walks through. */
export interface Service {
  readonly name: string;
  /** A service that is not needed is left out when nothing of it is known. */
  readonly needed: boolean;
  /** What to do there, and which permissions to give; one sentence a line. */
  readonly explain: (values: Values) => readonly string[];
  /** What is asked for, in this order. */
  readonly variables: readonly Variable[];
  /** Tries what was given, changing nothing. Only `failure` and `unreachable` stop the installation. */
  readonly test: (values: Values, now: number) => Promise<readonly Check[]>;
}

/** True when somebody began to set this service up. */
export const isBegun = ({ variables }: Service, values: Values): boolean =>
  variables.some(({ name }) => values[name] !== undefined);

export const missingOf = ({ variables }: Service, values: Values): readonly Variable[] =>
  variables.filter(({ name, optional }) => optional !== true && values[name] === undefined);

/** The part of the configuration whose variables match `part`, or each fault of it as a line. */
export function parsePart(
  values: Values,
  part: RegExp,
  name: string,
): { readonly config: Config } | { readonly faults: readonly Check[] } {
  const kept = Object.fromEntries(Object.entries(values).filter(([variable]) => part.test(variable)));
  try {
    return { config: parseConfig(kept) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { faults: error.message.split('\n').map((message) => ({ level: 'failure', name, message })) };
  }
}
