import type { Config } from '../config.ts';
import { writeHistoryFile } from '../stripe/history-file.ts';
import { createStripeReader } from '../stripe/stripe-reader.ts';
import { EXIT, type ExitStatus, type Terminal, UsageError, warnOn } from './exit.ts';

/** `billing-check export QUERY --out FILE`: everything `check` would read, as a history file. */
export async function runExport(
  query: string,
  out: string,
  config: Config,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { readKey, apiBase } = config.stripe;
  if (readKey === null) {
    throw new UsageError('STRIPE_READ_KEY is not set: put a restricted read-only key in it.');
  }
  const reader = createStripeReader({ apiKey: readKey, apiBase, onWarning: warnOn(terminal) });
  const read = await reader.readRaw({ text: query, from_ticket: false }, { asOf: terminal.now() });
  const { resolution } = read;
  if (resolution.kind !== 'resolved') {
    terminal.err(
      'message' in resolution
        ? `${resolution.message}\n`
        : `${resolution.customers.length} customers match; export one of them by id: ${resolution.customers
            .slice(0, 10)
            .map(({ id }) => id)
            .join(', ')}.\n`,
    );
    return EXIT.customer;
  }
  await writeHistoryFile(out, read);
  for (const gap of read.gaps) terminal.err(`Not read: ${gap.message}\n`);
  terminal.err(`Wrote ${read.objects.length} objects to ${out}.\n`);
  return EXIT.ok;
}
