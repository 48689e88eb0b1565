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
  readonly #deliveries = new Map<string, string>();
  readonly #perUser = new Map<string, number>();

  /** Reads what an earlier process left open. */
  load(db: Db): void {
    const { delivery_key, kind, user_id, channel_id, thread_ts, subject } = slackRequest;
    const open = db
      .select({ delivery_key, kind, user_id, channel_id, thread_ts, subject })
      .from(slackRequest)
      .where(isNull(slackRequest.settled_at_ms))
      .all();
    for (const question of open) this.#add(question);
  }

  /** Takes the question until it is closed; null when it was taken. */
  open(question: Question): NotTaken | null {
    const known = this.#deliveries.get(keyOf(question));
    if (known !== undefined) return known === question.delivery_key ? 'duplicate' : 'running';
    if ((this.#perUser.get(question.user_id) ?? 0) >= MAX_OPEN_REQUESTS_PER_USER) return 'too_many';
    this.#add(question);
    return null;
  }

  /** It has its answer, or was not written after all. */
  close(question: Question): void {
    const key = keyOf(question);
    if (this.#deliveries.get(key) !== question.delivery_key) return;
    this.#deliveries.delete(key);
    const left = (this.#perUser.get(question.user_id) ?? 1) - 1;
    if (left === 0) this.#perUser.delete(question.user_id);
    else this.#perUser.set(question.user_id, left);
  }

  #add(question: Question): void {
    this.#deliveries.set(keyOf(question), question.delivery_key);
    this.#perUser.set(question.user_id, (this.#perUser.get(question.user_id) ?? 0) + 1);
  }
}

/** No part of it holds a line break but the subject, which is last. */
function keyOf({ user_id, channel_id, thread_ts, kind, subject }: Question): string {
  return `${user_id}\n${channel_id}\n${thread_ts ?? ''}\n${kind}\n${subject}`;
}
