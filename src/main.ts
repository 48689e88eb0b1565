import { StoreRefused, StoreUnavailable } from '../db/errors.ts';
import { startApp } from './app.ts';
import { type Config, ConfigError } from './config.ts';
import { ListenError } from './http/server.ts';
import { createLogger } from './log.ts';
import { PolicyError } from './policy/policy-error.ts';
import { ServiceError } from './service-error.ts';

const START_FAULTS = [ConfigError, PolicyError, StoreRefused, StoreUnavailable, ListenError, ServiceError];

/**
 * Runs the server until it is told to stop, and returns the process's exit status: 0 after draining, 2 when the
 * start was refused. A fault that nobody foresaw ends the process at once: what was acknowledged is durable, and
 * the next start goes on from there.
 */
export async function serve(config: Config, err: (text: string) => void): Promise<number> {
  const logger = createLogger({ level: process.env['LOG_LEVEL'] ?? 'info', secrets: config.secrets });
  const exitNow = (error: unknown): void => {
    logger.fatal({ err: error }, 'the process ends: restart it');
    process.exit(1);
  };
  process.on('uncaughtException', exitNow);
  process.on('unhandledRejection', exitNow);

  let app: Awaited<ReturnType<typeof startApp>>;
  try {
    app = await startApp({ config, logger, onFatal: exitNow });
  } catch (error) {
    if (!START_FAULTS.some((kind) => error instanceof kind)) throw error;
    err(`${(error as Error).message}\n`);
    return 2;
  }
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  logger.info({ signal }, 'draining');
  await app.drain();
  return 0;
}
