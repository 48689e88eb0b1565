import { isNull } from 'drizzle-orm';
import { type SlackRequestKind, slackRequest } from './schema.ts';
import type { Db } from './transactor.ts';

/** Questions of one person that are answered or wait at the same time. */
export const MAX_OPEN_REQUESTS_PER_USER = 20;

/** What makes a question of a person's the same as another. */
export interface Question {
  readonly delivery_key: string;
  readonly kind: SlackRequestKind;
  readonly user_id: string;
  readonly channel_id: string;
  readonly thread_ts: string | null;
  readonly subject: string;
}

/** Why a question is not taken: Slack repeats itself, the same was asked and has no answer yet, too many are open. */
export type NotTaken = 'duplicate' | 'running' | 'too_many';

/**
 * Questions in Slack without an answer yet, the ones being written included. The one process that may hold the database
 * knows them all, from its rows at the start: an index for them cost every acknowledgement more than its row.
 */
export class OpenQuestions {
  /** Of each person: every open question's key and delivery, one after the other. */
  readonly #byUser = new Map<string, readonly string[]>();

  /** Reads what an earlier process left open. */
  load(db: Db): void {
    const { delivery_key, kind, user_id, channel_id, thread_ts, subject } = slackRequest;
    const open = db
      .select({ delivery_key, kind, user_id, channel_id, thread_ts, subject })
      .from(slackRequest)
      .where(isNull(slackRequest.settled_at_ms))
      .all();
    for (const question of open) this.#add(question, this.#of(question));
  }

  /** Takes the question until it is closed; null when it was taken. */
  open(question: Question): NotTaken | null {
    const open = this.#of(question);
    if (open.length > 0) {
      const key = keyOf(question);
      const same = open.find((other) => other.startsWith(key));
      if (same !== undefined) return same === `${key}${question.delivery_key}` ? 'duplicate' : 'running';
      if (open.length >= MAX_OPEN_REQUESTS_PER_USER) return 'too_many';
    }
    this.#add(question, open);
    return null;
  }

  /** It has its answer, or was not written after all. */
  close(question: Question): void {
    const closed = `${keyOf(question)}${question.delivery_key}`;
    const left = this.#of(question).filter((open) => open !== closed);
    if (left.length === 0) this.#byUser.delete(question.user_id);
    else this.#byUser.set(question.user_id, left);
  }

  #of({ user_id }: Question): readonly string[] {
    return this.#byUser.get(user_id) ?? NONE;
  }

  #add(question: Question, others: readonly string[]): void {
    const open = ownText(`${keyOf(question)}${question.delivery_key}`);
    this.#byUser.set(others.length === 0 ? ownText(question.user_id) : question.user_id, [...others, open]);
  }
}

const NONE: readonly string[] = [];

/** Of one user's; ends with a character that no part of it holds, so that none is the beginning of another. */
function keyOf({ channel_id, thread_ts, kind, subject }: Question): string {
  return `${channel_id}\n${thread_ts ?? ''}\n${kind}\n${subject}\0`;
}

/** A text of its own: what was cut out of a request would keep the whole request in memory. */
function ownText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
