import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { PERSONAL_COLUMNS } from '../../db/personal-texts.ts';
import * as schema from '../../db/schema.ts';

/**
 * Text columns that hold no customer's name, address or words: ids, states, codes, hashes and our own sentences. A new
 * column belongs either here, for a reason one can give, or into PERSONAL_COLUMNS with a line that erases it.
 */
const IMPERSONAL: Readonly<Record<string, readonly string[]>> = {
  inbox: ['id', 'source', 'delivery_id', 'ticket_id', 'trigger', 'kind'],
  job: ['id', 'type', 'key', 'serial_key', 'state', 'outcome'],
  analysis: [
    'id',
    'source',
    'ticket_id',
    'trigger_comment_id',
    'asked_by',
    'verdict',
    'urgency',
    // Ids of Stripe: emptied when the customer is forgotten.
    'customer_ids',
    'note_comment_id',
    'author_kind',
    'author_model',
    'author_tier',
  ],
  // A subject is a ticket's number, or a check's random id.
  model_usage: ['id', 'subject', 'day', 'model', 'state'],
  finding: ['id', 'analysis_id', 'rule', 'category', 'classification', 'fingerprint', 'currency'],
  slack_request: [
    'id',
    'delivery_key',
    'kind',
    'team_id',
    'user_id',
    'channel_id',
    'thread_ts',
    'ticket_id',
    'analysis_id',
    'surface',
    'posted_channel',
    'posted_ts',
    'outcome',
  ],
  slack_thread: ['ticket_id', 'channel_id', 'ts'],
  effect: ['key', 'state', 'result'],
  meta: ['key', 'value'],
  audit: ['actor', 'kind', 'subject', 'details', 'key_id', 'prev_hash', 'hash'],
  correction_act: ['id', 'correction_id', 'act', 'actor'],
  correction: [
    'id',
    'analysis_id',
    'finding_id',
    'fingerprint',
    'ticket_id',
    'customer',
    'kind',
    'target',
    'currency',
    // People of the company, not customers.
    'requester',
    'requester_human',
    'state',
    'mode',
    'request_id',
  ],
  decision: ['id', 'correction_id', 'actor', 'human', 'verdict', 'approved_hash', 'mac'],
  correction_effect: [
    'id',
    'correction_id',
    'kind',
    'target',
    'currency',
    'state',
    'idempotency_key',
    'request_hash',
    'sentence',
  ],
  correction_object: ['object_id', 'effect_id', 'correction_id'],
  correction_card: ['correction_id', 'place', 'channel_id', 'ts'],
  stripe_event: ['id', 'type', 'object_id', 'correction_id', 'outcome'],
  feedback: ['analysis_id', 'actor', 'about'],
  used_token: ['id'],
  finding_feedback: ['finding_id', 'actor'],
  draft_feedback: ['analysis_id', 'actor', 'use'],
  identity_confirmation: ['analysis_id', 'actor', 'human'],
  // The company's own limits and groups, and who of its people agreed.
  policy_in_force: ['wanted', 'wanted_hash', 'in_force', 'confirmed_by', 'mac'],
};

describe('every text column', () => {
  const tables = Object.values(schema).map((table) => getTableConfig(table));

  it.each(tables.map(({ name, columns }) => ({ name, columns })))(
    'of $name is known to hold personal texts or none',
    ({ name, columns }) => {
      const texts = columns.filter((column) => column.getSQLType() === 'text').map((column) => column.name);
      const known = [...(IMPERSONAL[name] ?? []), ...(PERSONAL_COLUMNS[name] ?? [])];
      expect(
        texts.filter((column) => !known.includes(column)),
        'Say in PERSONAL_COLUMNS (and erase it there) or in this list what a new column holds.',
      ).toEqual([]);
      expect(known.filter((column) => !texts.includes(column))).toEqual([]);
      expect(new Set(known).size).toBe(known.length);
    },
  );
});
