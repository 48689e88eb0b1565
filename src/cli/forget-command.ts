import type { Forgotten, Holdings } from '../../db/erasure.ts';
import { StoreUnavailable } from '../../db/errors.ts';
import { type Visitor, visitDatabase } from '../../db/visit-database.ts';
import { listed, plural } from '../analysis/wording.ts';
import type { Config } from '../config.ts';
import { parseQuery } from '../stripe/parse-query.ts';
import { EXIT, type Terminal, UsageError } from './exit.ts';
import { operator } from './operator.ts';

/** Exit status: nothing can be erased now, or something was left. */
const NOT_ERASED = 1;
/** A check that is stored while others are erased is found in the next round. */
const MAX_ROUNDS = 5;
const MAX_TICKETS_NAMED = 50;

/**
 * `billing-check forget CUSTOMER --yes`: removes what is kept about a Stripe customer, by id or by e-mail address: the
 * texts of checks, requests in Slack and corrections. Ids, amounts and hashes stay, so that the audit trail still
 * verifies; it gets an entry about the erasure. May run beside the server.
 */
export async function runForget(
  query: string,
  options: { readonly yes?: boolean },
  { databaseFile, signingKey }: Config,
  terminal: Terminal,
): Promise<number> {
  const who = whoIs(query);
  const clock = (): number => terminal.now() * 1000;
  const database = await visitDatabase({ path: databaseFile, signingKey, clock });
  try {
    const holdings = await database.findHoldings(who);
    if (options.yes !== true) {
      terminal.out(`Kept about ${query}: ${summary(holdings)}.\n`);
      terminal.err('Nothing was removed: say --yes to remove their texts for good.\n');
      return EXIT.usage;
    }
    return await forget(database, query, { ...who, emails: holdings.emails }, holdings, terminal);
  } finally {
    await database.close();
  }
}

function whoIs(query: string): Forgotten {
  const parsed = parseQuery(query);
  if (parsed.kind === 'email') return { customerId: null, emails: [parsed.email.toLowerCase()] };
  if (parsed.kind === 'id' && parsed.object === 'customer') return { customerId: parsed.id, emails: [] };
  throw new UsageError(
    "Name the customer to forget by Stripe's id (cus_…) or, if Stripe never knew them, by e-mail address.",
  );
}

async function forget(
  database: Visitor,
  query: string,
  who: Forgotten,
  first: Holdings,
  { out, err }: Terminal,
): Promise<number> {
  let holdings = first;
  for (let round = 0; round < MAX_ROUNDS && (round === 0 || isLeft(holdings)); round += 1) {
    const erased = await database.eraseHoldings({ who, holdings, actor: operator() });
    if (erased.kind === 'running') {
      err(
        `A job about ${query} is running (${erased.job}), so nothing was removed: try again when it has ended.\n`,
      );
      return NOT_ERASED;
    }
    if (erased.kind === 'open_correction') {
      err(
        `Correction ${erased.correction} about ${query} is ${erased.state.replaceAll('_', ' ')}, so nothing was removed: settle it first.\n`,
      );
      return NOT_ERASED;
    }
    holdings = await database.findHoldings(who);
  }
  const compacted = await database.compact().catch((error: unknown) => {
    if (error instanceof StoreUnavailable) return error;
    throw error;
  });
  if (compacted instanceof StoreUnavailable) {
    err(
      `The texts about ${query} are out of every table, but remains may be left in the file: ${compacted.message}\n`,
    );
    return NOT_ERASED;
  }
  const residue = await database.findResidue(who);
  if (residue.length > 0) {
    err(
      `${query} still occurs in ${listed(residue)}: run the command again, and report it if that does not help.\n`,
    );
    return NOT_ERASED;
  }
  out(
    `Removed the texts about ${query}: ${summary(first)}. No column of any table mentions them any more.\n`,
  );
  if (compacted === 'too_large_beside_server')
    err(
      'The file is too large to be written anew beside the server: run the command again while it is stopped.\n',
    );
  for (const line of elsewhere(first)) err(line);
  return EXIT.ok;
}

function isLeft({ analyses, requests }: Holdings): boolean {
  return analyses.size + requests.size > 0;
}

function summary({ analyses, requests, corrections, jobs, tickets }: Holdings): string {
  return listed([
    plural(analyses.size, 'check'),
    plural(requests.size, 'request in Slack', 'requests in Slack'),
    plural(corrections.size, 'correction'),
    `${plural(jobs.size, 'job')} of ${plural(tickets.size, 'ticket')}`,
  ]);
}

/** What this product wrote or read elsewhere is not its own to remove. */
function elsewhere({ tickets, requests }: Holdings): readonly string[] {
  const named = [...tickets].sort().slice(0, MAX_TICKETS_NAMED);
  const more = tickets.size > named.length ? ` and ${tickets.size - named.length} more` : '';
  return [
    ...(named.length === 0
      ? []
      : [`Internal notes remain in Zendesk, on ticket ${named.join(', ')}${more}.\n`]),
    ...(requests.size === 0 && tickets.size === 0 ? [] : ['Messages that were posted remain in Slack.\n']),
    'The customer remains in Stripe, and in backups of the database made before now.\n',
  ];
}
