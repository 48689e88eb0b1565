import { setTimeout as sleep } from 'node:timers/promises';
import { namesOf } from '../../jobs/names-of.ts';
import type { NameOf, PersonNames } from '../../jobs/outcome-ports.ts';

/** An agent waits for the ticket: whoever is not known by then goes by their account, until the next look. */
const WAIT_MAX_MS = 250;

/** Names of these accounts, as far as they come in time. */
export function namesInTime(accounts: readonly string[], nameOf: NameOf): Promise<PersonNames> {
  return namesOf(accounts, (account) =>
    Promise.race([nameOf(account), sleep(WAIT_MAX_MS, null, { ref: false })]),
  );
}
