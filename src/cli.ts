#!/usr/bin/env node
import { askOnTerminal, askSecretOnTerminal } from './cli/ask-on-terminal.ts';
import { EXIT } from './cli/exit.ts';
import { loadEnvFile } from './cli/load-env-file.ts';
import { endOnLostOutput } from './cli/on-lost-output.ts';
import { runCli } from './cli/program.ts';

// Some Stripe responses carry notices that the SDK prints; standard error is for our own sentences.
process.env['STRIPE_SUPPRESS_NOTICES'] ??= 'true';

endOnLostOutput();
const fault = loadEnvFile();
if (fault !== null) {
  process.stderr.write(`${fault}\n`);
  process.exitCode = EXIT.usage;
} else {
  process.exitCode = await runCli(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    env: process.env,
    isTTY: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
    columns: Math.min(process.stdout.columns ?? 100, 120),
    now: () => Math.floor(Date.now() / 1000),
    ...(process.stdin.isTTY && process.stdout.isTTY
      ? { ask: askOnTerminal, askSecret: askSecretOnTerminal }
      : {}),
  });
}
