import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { CorrectionKind } from '../src/analysis/finding.ts';
import type { CorrectionEffectState, CorrectionState } from '../src/corrections/states.ts';
import type { FeedbackTopic } from './feedback.ts';

/**
 * The tables as the queries see them. Constraints, indexes and triggers are in `migrations/`; a test compares the two.
 * Times are Unix milliseconds (`…_ms`), amounts integer minor units of `currency`, JSON is text.
 */

/** What came in, once per delivery and once per comment. */
export const inbox = sqliteTable('inbox', {
  id: text().primaryKey(),
  source: text().notNull(),
  delivery_id: text().notNull(),
  ticket_id: text().notNull(),
  /** The comment's id, or `created` for the ticket itself. */
  trigger: text().notNull(),
  kind: text().notNull(),
  received_at_ms: integer().notNull(),
});

export type JobState = 'queued' | 'running' | 'done' | 'needs_person';

/** Work to do. The row is the truth; whoever holds the current `lease_token` may change it. */
export const job = sqliteTable('job', {
  id: text().primaryKey(),
  type: text().notNull(),
  /** Natural key: the same work is never queued twice. */
  key: text().notNull(),
  /** Jobs with the same key never run at the same time. */
  serial_key: text().notNull(),
  payload: text().notNull(),
  state: text().$type<JobState>().notNull(),
  run_at_ms: integer().notNull(),
  lease_token: integer().notNull(),
  lease_until_ms: integer(),
  /** Runs that failed with an error. */
  attempts: integer().notNull(),
  /** Runs during which the process died. */
  crashes: integer().notNull(),
  last_error: text(),
  outcome: text(),
  created_at_ms: integer().notNull(),
  finished_at_ms: integer(),
});

/** One check: its whole result, and when each step of its life happened. */
export const analysis = sqliteTable('analysis', {
  id: text().primaryKey(),
  source: text().notNull(),
  ticket_id: text(),
  trigger_comment_id: text(),
  query: text().notNull(),
  asked_by: text().notNull(),
  verdict: text().notNull(),
  urgency: text().notNull(),
  customer_ids: text().notNull(),
  result: text().notNull(),
  note_view: text(),
  note_comment_id: text(),
  received_at_ms: integer(),
  read_at_ms: integer().notNull(),
  saved_at_ms: integer().notNull(),
  noted_at_ms: integer(),
  decided_at_ms: integer(),
  solved_at_ms: integer(),
  /** When its texts were removed, by age or because the customer was forgotten. */
  erased_at_ms: integer(),
  /** What happened to the customer's money, as far as it is drawn. */
  timeline: text(),
  /** Who worded it; null for checks before that was stored. */
  author_kind: text().$type<'model' | 'deterministic'>(),
  author_model: text(),
  author_tier: text().$type<'rules' | 'small' | 'large'>(),
  prompt_version: integer(),
  input_tokens: integer(),
  cache_write_tokens: integer(),
  cache_read_tokens: integer(),
  output_tokens: integer(),
  /** Billionths of a US dollar; null where no model was asked or it is not known. */
  cost_nano_usd: integer(),
});

/** Requests to a model, each with what it costs, or may cost until that is known. */
export const modelUsage = sqliteTable('model_usage', {
  id: text().primaryKey(),
  subject: text().notNull(),
  day: text().notNull(),
  model: text().notNull(),
  prompt_version: integer().notNull(),
  state: text().$type<'reserved' | 'settled'>().notNull(),
  counted_nano_usd: integer().notNull(),
  input_tokens: integer(),
  cache_write_tokens: integer(),
  cache_read_tokens: integer(),
  output_tokens: integer(),
  begun_at_ms: integer().notNull(),
  settled_at_ms: integer(),
});

export const finding = sqliteTable('finding', {
  id: text().primaryKey(),
  analysis_id: text().notNull(),
  position: integer().notNull(),
  rule: text().notNull(),
  category: text().notNull(),
  classification: text().notNull(),
  fingerprint: text().notNull(),
  amount: integer(),
  currency: text(),
});

export type EffectState = 'planned' | 'sent' | 'done' | 'impossible';

/** What somebody asked for in Slack: what came in, and the one message that answers it. */
export const slackRequest = sqliteTable('slack_request', {
  id: text().primaryKey(),
  /** Natural key of the delivery: the trigger's or the event's id. */
  delivery_key: text().notNull(),
  kind: text().$type<SlackRequestKind>().notNull(),
  team_id: text().notNull(),
  user_id: text().notNull(),
  channel_id: text().notNull(),
  thread_ts: text(),
  /** What it is about, in one canonical text: same subject, same question. */
  subject: text().notNull(),
  ask: text().notNull(),
  /** Whoever has it may write to the channel for half an hour: erased when the request is settled. */
  response_url: text(),
  ticket_id: text(),
  analysis_id: text(),
  surface: text().$type<SlackSurface>(),
  posted_channel: text(),
  posted_ts: text(),
  /** Messages and edits sent so far, counted before they leave. */
  posts: integer().notNull(),
  outcome: text(),
  received_at_ms: integer().notNull(),
  settled_at_ms: integer(),
  erased_at_ms: integer(),
});

export type SlackRequestKind =
  | 'command'
  | 'shortcut'
  | 'mention'
  | 'choose'
  | 'show_all'
  | 'put_on_ticket'
  | 'propose'
  | 'decide'
  | 'home';
export type SlackSurface = 'response_url' | 'message' | 'stream' | 'ephemeral' | 'direct';

/** The message of a ticket in the triage channel that later ones are answers to. */
export const slackThread = sqliteTable('slack_thread', {
  ticket_id: text().notNull(),
  channel_id: text().notNull(),
  ts: text().notNull(),
  created_at_ms: integer().notNull(),
});

/** One change in a foreign system: its natural key is unique, its intent is committed before it is sent. */
export const effect = sqliteTable('effect', {
  key: text().primaryKey(),
  state: text().$type<EffectState>().notNull(),
  /** Id of what exists there now, or why nothing can. */
  result: text(),
  planned_at_ms: integer().notNull(),
  sent_at_ms: integer(),
  settled_at_ms: integer(),
});

/** What was done, by whom. Append-only, hash-chained; ids, amounts, hashes and actors only. */
export const audit = sqliteTable('audit', {
  seq: integer().primaryKey(),
  at_ms: integer().notNull(),
  actor: text().notNull(),
  kind: text().notNull(),
  subject: text().notNull(),
  details: text().notNull(),
  /** Names the key of the chain, or `none` for a plain SHA-256. */
  key_id: text().notNull(),
  prev_hash: text().notNull(),
  hash: text().notNull(),
});

/** Small facts of the program itself, such as the cursor of the catch-up poll. */
export const meta = sqliteTable('meta', {
  key: text().primaryKey(),
  value: text().notNull(),
  updated_at_ms: integer().notNull(),
});

/** A drafted change of money and what became of it. Its states and their order are `src/corrections/states.ts`. */
export const correction = sqliteTable('correction', {
  id: text().primaryKey(),
  analysis_id: text().notNull(),
  finding_id: text().notNull(),
  /** Of the finding: a fault is corrected once at a time. */
  fingerprint: text().notNull(),
  ticket_id: text(),
  customer: text().notNull(),
  livemode: integer({ mode: 'boolean' }).notNull(),
  /** False while the customer was matched by an e-mail address alone. */
  is_identified: integer({ mode: 'boolean' }).notNull(),
  kind: text().$type<CorrectionKind>().notNull(),
  target: text().notNull(),
  /** Minor units that go back in all steps together; null where no money moves. */
  amount: integer(),
  currency: text(),
  /** The correction as drafted (JSON): steps with exactly the parameters Stripe gets. */
  drafted: text().notNull(),
  requester: text().notNull(),
  /** What ties several accounts of the requester's together. */
  requester_human: text(),
  state: text().$type<CorrectionState>().notNull(),
  /** Counts the changes of what is to be approved: whoever approves another version approves nothing. */
  version: integer().notNull(),
  proposed_at_ms: integer().notNull(),
  expires_at_ms: integer().notNull(),
  approved_at_ms: integer(),
  settled_at_ms: integer(),
  /** Whether requests were to be sent when it was proposed: part of what is approved. */
  mode: text().$type<CorrectionMode>().notNull(),
  /** The correction as the rule drafted it (JSON), once an approver made it smaller; null before. */
  original: text(),
  /** How it ended or why it waits, in a sentence of our own words. */
  outcome: text(),
  /** Before and after, as Stripe would make it (JSON); null until it was asked. */
  preview: text(),
  /** The request in Slack that asked for it. */
  request_id: text(),
  /** Counts every change: what the cards are to show. */
  rev: integer().notNull(),
  reminded_at_ms: integer(),
  /** When a check after it no longer found the fault. */
  closed_at_ms: integer(),
});

/** `dry_run`: everything but the requests. */
export type CorrectionMode = 'dry_run' | 'live';

/** One person's answer to a correction, signed over exactly what it was about. */
export const decision = sqliteTable('decision', {
  id: text().primaryKey(),
  correction_id: text().notNull(),
  correction_version: integer().notNull(),
  actor: text().notNull(),
  human: text(),
  verdict: text().$type<'approve' | 'reject' | 'withdraw'>().notNull(),
  reason: text(),
  approved_hash: text().notNull(),
  mac: text().notNull(),
  decided_at_ms: integer().notNull(),
});

/** What somebody did about a correction beside deciding, with the reason they gave. */
export const correctionAct = sqliteTable('correction_act', {
  id: text().primaryKey(),
  correction_id: text().notNull(),
  act: text().$type<'change' | 'done' | 'abandon'>().notNull(),
  actor: text().notNull(),
  reason: text(),
  /** Minor units, of a change. */
  amount_before: integer(),
  amount_after: integer(),
  acted_at_ms: integer().notNull(),
});

/** One step of an approved correction in Stripe: its intent is committed before it is sent. */
export const correctionEffect = sqliteTable('correction_effect', {
  id: text().primaryKey(),
  correction_id: text().notNull(),
  position: integer().notNull(),
  kind: text().$type<CorrectionKind>().notNull(),
  target: text().notNull(),
  amount: integer(),
  currency: text(),
  params: text().notNull(),
  state: text().$type<CorrectionEffectState>().notNull(),
  idempotency_key: text(),
  first_sent_at_ms: integer(),
  /** What it made in Stripe (JSON); in a dry run the request that would have been sent. */
  result: text(),
  settled_at_ms: integer(),
  request_hash: text(),
  /** Stripe's own time (Unix seconds) right before the first request: the key's age is reckoned from it. */
  sent_server_s: integer(),
  /** Requests that left and may have taken effect, as far as is known. */
  unclear: integer().notNull().default(0),
  /** Rounds that ended without an outcome: the next one waits longer. */
  tries: integer().notNull().default(0),
  /** Stripe's own time (Unix seconds) when it was first looked for, under `unknown`, and not found. */
  absent_server_s: integer(),
  /** Why it is where it is, in a sentence of our own words. */
  sentence: text(),
});

/** What an effect made in Stripe, by its id. */
export const correctionObject = sqliteTable('correction_object', {
  object_id: text().primaryKey(),
  effect_id: text().notNull(),
  correction_id: text().notNull(),
});

/** A message in Slack that shows a correction. */
export const correctionCard = sqliteTable('correction_card', {
  correction_id: text().notNull(),
  place: text().$type<CardPlace>().notNull(),
  channel_id: text(),
  ts: text(),
  shown_rev: integer().notNull(),
  /** Messages that left without us knowing whether they arrived. */
  unanswered: integer().notNull(),
});

/** `finance`: the card with the buttons. `requester`: what whoever asked sees of it. */
export type CardPlace = 'finance' | 'requester';

/** What Stripe told us, once per event. */
export const stripeEvent = sqliteTable('stripe_event', {
  id: text().primaryKey(),
  type: text().notNull(),
  object_id: text().notNull(),
  /** From the object's metadata, where it has any. */
  correction_id: text(),
  received_at_ms: integer().notNull(),
  outcome: text(),
});

/** What an agent says of a check; the last word of each holds. */
export const feedback = sqliteTable(
  'feedback',
  {
    analysis_id: text().notNull(),
    actor: text().notNull(),
    is_helpful: integer().notNull(),
    about: text().$type<FeedbackTopic>(),
    comment: text(),
    given_at_ms: integer().notNull(),
  },
  ({ analysis_id, actor }) => [primaryKey({ columns: [analysis_id, actor] })],
);

/** What an agent says of a finding; the last word of each holds. */
export const findingFeedback = sqliteTable(
  'finding_feedback',
  {
    finding_id: text().notNull(),
    actor: text().notNull(),
    is_right: integer().notNull(),
    reason: text(),
    given_at_ms: integer().notNull(),
  },
  ({ finding_id, actor }) => [primaryKey({ columns: [finding_id, actor] })],
);

/** What became of a drafted reply, of each agent the last. */
export const draftFeedback = sqliteTable(
  'draft_feedback',
  {
    analysis_id: text().notNull(),
    actor: text().notNull(),
    use: text().$type<DraftUse>().notNull(),
    /** How much of its words was changed, of a hundred; null where only the agent says so. */
    changed_percent: integer(),
    /** What was changed (JSON). */
    difference: text(),
    reason: text(),
    given_at_ms: integer().notNull(),
  },
  ({ analysis_id, actor }) => [primaryKey({ columns: [analysis_id, actor] })],
);

/** `used`: sent as it was. `wrong`: not fit to be sent. */
export type DraftUse = 'used' | 'edited' | 'wrong';

export const identityConfirmation = sqliteTable('identity_confirmation', {
  analysis_id: text().primaryKey(),
  actor: text().notNull(),
  human: text(),
  confirmed_at_ms: integer().notNull(),
});

/** The limits as the policy wants them and as they hold, a row for each change and each confirmation. */
export const policyInForce = sqliteTable('policy_in_force', {
  seq: integer().primaryKey(),
  /** JSON, as `in_force` is. */
  wanted: text().notNull(),
  wanted_hash: text().notNull(),
  in_force: text().notNull(),
  /** The people (JSON) who agreed to what is wanted. */
  confirmed_by: text().notNull(),
  /** A row written by hand has none that fits. */
  mac: text().notNull(),
  at_ms: integer().notNull(),
});

/** A signed token of Zendesk's that was used, for as long as it could be again. */
export const usedToken = sqliteTable('used_token', {
  /** A hash of the token's own id. */
  id: text().primaryKey(),
  until_ms: integer().notNull(),
});
