import type { AuditStore } from '../../db/audit.ts';
import type { Person } from '../corrections/people.ts';
import { parseQuery } from '../stripe/parse-query.ts';
import { UsageError } from './exit.ts';
import { operator } from './operator.ts';

/**
 * Who decides here: the login, tied by the e-mail address given with --as to the same human's accounts in Slack and Zendesk.
 * @throws {UsageError} when that is no e-mail address.
 */
export function actingPerson(as: string, database: Pick<AuditStore, 'pseudonym'>): Person {
  const parsed = parseQuery(as);
  if (parsed.kind !== 'email')
    throw new UsageError('--as takes the e-mail address by which Slack and Zendesk know you.');
  return { account: operator(), human: database.pseudonym(parsed.email.toLowerCase()) };
}
