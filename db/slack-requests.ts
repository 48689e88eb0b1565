import { and, eq, isNull, sql } from 'drizzle-orm';
import { assert } from '../src/assert.ts';
import { scrub } from '../src/scrub.ts';
import { type CheckRecord, insertCheck, serialise } from './analyses.ts';
import type { AuditChain } from './audit.ts';
import { newId } from './ids.ts';
import { changeLeased, endJob, type Lease } from './jobs.ts';
import type { OpenQuestions } from './open-questions.ts';
import { analysis, type SlackRequestKind, type SlackSurface, slackRequest } from './schema.ts';
import type { SlackQueue } from './slack-queue.ts';
import type { Db, Transactor } from './transactor.ts';

export { MAX_OPEN_REQUESTS_PER_USER } from './open-questions.ts';
export type { SlackRequestKind, SlackSurface } from './schema.ts';

const MAX_ASK_CHARACTERS = 20_000;

/** Who or what is to be checked. */
export type SlackReference =
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'stripe_id'; readonly id: string }
  | { readonly kind: 'ticket'; readonly ticket_id: string };

/** What was asked for, as understood. */
export interface SlackAsk {
  /** One: check it. Several: let the person choose. None: `sentence` says what to do. */
  readonly references: readonly SlackReference[];
  readonly sentence: string | null;
  /** The customer's words, where the message holds them. */
  readonly words: string | null;
  /** Seen by the asker alone, or by everybody in the channel or thread. */
  readonly place: 'private' | 'here';
  /** Of a choice: the request that offered it. */
  readonly chosen_from: string | null;
  /** The answer was to be shared, and this is not a channel where answers are. */
  readonly not_shared?: boolean;
  /** Of a click on a shown check: everything, or the short form again. */
  readonly expanded?: boolean;
  /** Of a click about a finding: its place in the check. */
  readonly finding_position?: number;
  /** Of a click or a modal about a correction. */
  readonly correction?: SlackCorrectionAsk;
  /** Of a click about a correction: the message that was clicked. */
  readonly card_ts?: string;
}

export type CorrectionAct =
  | 'approve'
  | 'reject'
  | 'withdraw'
  | 'change'
  | 'ask'
  | 'confirm_identity'
  | 'done'
  | 'abandon';

/** What somebody wants of a correction. Everything else about it is in the database. */
export interface SlackCorrectionAsk {
  readonly act: CorrectionAct;
  readonly id: string;
  /** The version that was shown. */
  readonly version: number;
  /** A reason, or a question to the agent. */
  readonly text: string | null;
  /** The amount somebody typed, as typed. */
  readonly amount: string | null;
}

/** What came in from Slack. */
export interface SlackDelivery {
  readonly kind: SlackRequestKind;
  /** Stable over Slack's repeats: the trigger's or the event's id. */
  readonly delivery_key: string;
  readonly team_id: string;
  readonly user_id: string;
  readonly channel_id: string;
  readonly thread_ts: string | null;
  readonly subject: string;
  readonly ask: SlackAsk;
  readonly response_url: string | null;
  /** Of a click: the analysis that is shown or put on its ticket. */
  readonly analysis_id: string | null;
  readonly received_at_ms: number;
}

export interface SlackRequest extends SlackDelivery {
  readonly id: string;
  readonly ticket_id: string | null;
  /** Where the one answer is, so that it is edited instead of posted again. */
  readonly answer: SlackAnswerPlace;
  readonly settled_at_ms: number | null;
}

export interface SlackAnswerPlace {
  readonly surface: SlackSurface | null;
  readonly channel: string | null;
  readonly ts: string | null;
  /** Messages and edits sent so far. */
  readonly posts: number;
}

export type SlackRecorded =
  | { readonly kind: 'recorded'; readonly request_id: string }
  /** Slack repeated itself. */
  | { readonly kind: 'duplicate' }
  /** The same person asked the same in the same place and has no answer yet. */
  | { readonly kind: 'running' }
  | { readonly kind: 'too_many' };

export interface SlackRequestStore {
  /**
   * Committed when the promise resolves, so that Slack may be acknowledged. Its job follows from the request and is
   * written by whoever claims next, or by the next process.
   */
  recordSlackRequest(delivery: SlackDelivery): Promise<SlackRecorded>;
  loadSlackRequest(id: string): Promise<SlackRequest | null>;
  /** Commits where and how often the answer is posted; to be awaited before the message leaves. @throws {LostLease} */
  saveSlackAnswer(input: SlackStep & { readonly answer: SlackAnswerPlace }): Promise<void>;
  /** The check somebody asked for, its audit entry and its link to the request: once per request. @throws {LostLease} */
  recordSlackCheck(input: SlackStep & CheckRecord & { readonly ticket_id: string | null }): Promise<string>;
  /** The request's end and the job's; a refusal is audited. @throws {LostLease} */
  settleSlackRequest(
    input: SlackStep & { readonly outcome: string; readonly refused?: string },
  ): Promise<void>;
  /** The ticket a check was about, whether the ticket asked for it or somebody in Slack did. */
  ticketOfAnalysis(analysisId: string): Promise<string | null>;
}

/** The id its check will have: known before the check is stored, so that buttons shown at half time carry it. */
export function analysisIdOf(requestId: string): string {
  return requestId.replace(/^rq_/, 'an_');
}

interface SlackStep {
  readonly job: Lease;
  readonly request_id: string;
}

export function slackRequestStore(
  transactor: Transactor,
  chain: AuditChain,
  queue: SlackQueue,
  questions: OpenQuestions,
  clock: () => number,
): SlackRequestStore {
  const insert = transactor.prepare(INSERT_REQUEST);
  const known = transactor.db
    .select({ id: slackRequest.id })
    .from(slackRequest)
    .where(eq(slackRequest.delivery_key, sql.placeholder('delivery_key')))
    .prepare();
  const isKnown = ({ delivery_key }: SlackDelivery): Promise<boolean> =>
    transactor.read(() => known.get({ delivery_key }) !== undefined);
  return {
    recordSlackRequest: async (delivery) => {
      const ask = JSON.stringify(withoutSecrets(delivery.ask));
      assert(ask.length <= MAX_ASK_CHARACTERS, 'a request in Slack is bounded', { characters: ask.length });
      const { delivery_key, kind, team_id, user_id, channel_id, thread_ts, subject } = delivery;
      const { response_url, analysis_id, received_at_ms } = delivery;
      const notTaken = questions.open(delivery);
      if (notTaken !== null) return { kind: (await isKnown(delivery)) ? 'duplicate' : notTaken };
      let request_id: string | null = null;
      try {
        request_id = await transactor.write((): string | null => {
          const id = newId('rq', clock());
          const { changes } = insert.run(
            id,
            delivery_key,
            kind,
            team_id,
            user_id,
            channel_id,
            thread_ts,
            subject,
            ask,
            response_url,
            analysis_id,
            received_at_ms,
          );
          return changes === 1 ? id : null;
        });
      } finally {
        if (request_id === null) questions.close(delivery);
      }
      // An answered delivery that Slack repeats.
      if (request_id === null) return { kind: 'duplicate' };
      queue.add(request_id, received_at_ms);
      return { kind: 'recorded', request_id };
    },

    loadSlackRequest: (id) =>
      transactor.read((db) => {
        const row = db.select().from(slackRequest).where(eq(slackRequest.id, id)).get();
        return row === undefined ? null : toRequest(row);
      }),

    saveSlackAnswer: ({ job: lease, request_id, answer }) =>
      transactor.write((db) => {
        changeLeased(db, lease, { state: 'running' });
        changeOpen(db, request_id, {
          surface: answer.surface,
          posted_channel: answer.channel,
          posted_ts: answer.ts,
          posts: answer.posts,
        });
      }),

    recordSlackCheck: ({ job: lease, request_id, ticket_id, ...check }) => {
      const texts = serialise(check.result, null);
      return transactor.write((db) => {
        changeLeased(db, lease, { state: 'running' });
        const known = db.select().from(slackRequest).where(eq(slackRequest.id, request_id)).get();
        assert(known !== undefined, 'a check answers a request', { request_id });
        if (known.analysis_id !== null) return known.analysis_id;
        const analysis_id = analysisIdOf(request_id);
        insertCheck(db, chain, clock(), check, { ...texts, source: 'slack' }, analysis_id);
        changeOpen(db, request_id, { analysis_id, ticket_id });
        return analysis_id;
      });
    },

    settleSlackRequest: async ({ job: lease, request_id, outcome, refused }) => {
      const settled = await transactor.write((db) => {
        const now = clock();
        endJob(db, lease, outcome, now);
        const row = changeOpen(db, request_id, { outcome, settled_at_ms: now, response_url: null });
        if (refused === undefined) return row;
        const { team_id, user_id: user, channel_id: channel, kind } = row;
        const details = { kind, reason: refused, team: team_id, channel };
        chain.append(db, { actor: `slack:${user}`, kind: 'refused', subject: request_id, details }, now);
        return row;
      });
      questions.close(settled);
    },

    ticketOfAnalysis: (analysisId) =>
      transactor.read((db) => {
        const row = db.select().from(analysis).where(eq(analysis.id, analysisId)).get();
        if (row?.ticket_id != null) return row.ticket_id;
        const asked = db
          .select({ ticket_id: slackRequest.ticket_id })
          .from(slackRequest)
          .where(and(eq(slackRequest.analysis_id, analysisId), sql`${slackRequest.ticket_id} IS NOT NULL`))
          .get();
        return asked?.ticket_id ?? null;
      }),
  };
}

/** Only these hold what somebody typed; what is checked was read from it as an address or an id. */
function withoutSecrets(asked: SlackAsk): SlackAsk {
  const { words, sentence, correction, ...ask } = asked;
  if (words === null && sentence === null && correction === undefined) return asked;
  return {
    ...ask,
    ...(correction === undefined
      ? {}
      : {
          correction: {
            ...correction,
            text: correction.text === null ? null : scrub(correction.text),
            amount: correction.amount === null ? null : scrub(correction.amount),
          },
        }),
    words: words === null ? null : scrub(words),
    sentence: sentence === null ? null : scrub(sentence),
  };
}

/** SQLite's own statement: most of what an acknowledgement costs is this one row. */
const INSERT_REQUEST = `INSERT INTO slack_request
  (id, delivery_key, kind, team_id, user_id, channel_id, thread_ts, subject, ask, response_url, analysis_id, posts, received_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
  ON CONFLICT (delivery_key) DO NOTHING`;

function changeOpen(db: Db, id: string, change: Partial<typeof slackRequest.$inferInsert>) {
  const row = db
    .update(slackRequest)
    .set(change)
    .where(and(eq(slackRequest.id, id), isNull(slackRequest.settled_at_ms)))
    .returning()
    .get();
  assert(row !== undefined, 'a request is settled once, by the job that holds its lease', { id });
  return row;
}

function toRequest(row: typeof slackRequest.$inferSelect): SlackRequest {
  const { surface, posted_channel: channel, posted_ts: ts, posts, ask, ...others } = row;
  const { outcome: _outcome, erased_at_ms: _erased, ...rest } = others;
  return { ...rest, ask: JSON.parse(ask), answer: { surface, channel, ts, posts } };
}
