import { ServiceError } from '../../service-error.ts';

/** `note`: nothing to check (not set up, not needed). Only `failure` and `unreachable` change the exit status. */
export type CheckLevel = 'ok' | 'note' | 'warning' | 'failure' | 'unreachable';

/** One line of the doctor's answer. */
export interface Check {
  readonly level: CheckLevel;
  /** What was looked at, in one to three words. */
  readonly name: string;
  /** What was found; with anything but `ok`, what to do. */
  readonly message: string;
}

/** Longest any one exchange with a service may take, in milliseconds. */
export const NETWORK_CHECK_MAX_MS = 5_000;

/** A neighbour's failure as a line: out of reach, or refusing what the configuration gives. */
export function failedService(name: string, error: unknown): Check {
  if (!(error instanceof ServiceError)) throw error;
  const away = error.trouble === 'unreachable' || error.trouble === 'limited' || error.trouble === 'broken';
  return { level: away ? 'unreachable' : 'failure', name, message: error.message };
}

/** A secret by its beginning and end only, e.g. `rk_test_…0001`; a short one by its beginning. */
export function shortSecret(secret: string): string {
  const kind = /^(sk|rk|pk)_(test|live)_/.exec(secret)?.[0] ?? '';
  return `${kind}…${secret.length - kind.length >= 16 ? secret.slice(-4) : ''}`;
}

const FOREIGN_TEXT_MAX_CHARACTERS = 80;

/** Text of a foreign service, safe to print: one line, bounded, no control or formatting characters. */
export function foreignText(text: string): string {
  return text
    .slice(0, FOREIGN_TEXT_MAX_CHARACTERS)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')
    .trim();
}
