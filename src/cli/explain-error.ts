import { StoreRefused, StoreUnavailable } from '../../db/errors.ts';
import { ConfigError } from '../config.ts';
import { PolicyError } from '../policy/policy-error.ts';
import { ServiceError } from '../service-error.ts';
import { HistoryFileError } from '../stripe/history-file.ts';
import { EXIT, type ExitStatus, UsageError } from './exit.ts';

/** What to tell the person at the terminal, and with which status to end. Unknown errors are bugs: with stack. */
export function explain(error: unknown): { readonly message: string; readonly status: number } {
  if (error instanceof ServiceError) {
    // A service that refuses our key was reached: what is wrong stands in the configuration.
    return { message: error.message, status: error.trouble === 'refused' ? EXIT.usage : EXIT.service };
  }
  if (error instanceof StoreUnavailable) return { message: error.message, status: EXIT.service };
  const ours =
    error instanceof StoreRefused ||
    error instanceof UsageError ||
    error instanceof ConfigError ||
    error instanceof PolicyError ||
    error instanceof HistoryFileError;
  if (ours) return { message: error.message, status: EXIT.usage satisfies ExitStatus };
  const fault = error instanceof Error ? error : new Error(String(error));
  return {
    message: `Unexpected fault, please report it: ${fault.stack ?? fault.message}`,
    status: 1,
  };
}
