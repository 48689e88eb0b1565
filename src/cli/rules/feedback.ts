import { existsSync } from 'node:fs';
import { StoreRefused, StoreUnavailable } from '../../../db/errors.ts';
import type { FeedbackNumbers, ReplyNumbers, RuleNumbers } from '../../../db/feedback-numbers.ts';
import { readFeedbackNumbers } from '../../../db/read-database.ts';
import { plural } from '../../analysis/wording.ts';
import { ConfigError, parseConfig } from '../../config.ts';
import { type Terminal, UsageError, warnOn } from '../exit.ts';

/** What agents said, in numbers; null where no database is configured, or none of this machine can be read. */
export async function feedbackOf(terminal: Terminal): Promise<FeedbackNumbers | null> {
  const file = databaseOf(terminal);
  if (file === null) return null;
  try {
    return await readFeedbackNumbers(file);
  } catch (error) {
    if (!(error instanceof StoreRefused || error instanceof StoreUnavailable)) throw error;
    warnOn(terminal)(`What agents said of the rules is left out. ${error.message}`);
    return null;
  }
}

/** The same where nothing else was asked for. @throws {UsageError} in its place. */
export async function feedbackOrRefuse(terminal: Terminal): Promise<FeedbackNumbers> {
  const file = databaseOf(terminal);
  if (file === null)
    throw new UsageError('There is no database here: set DATABASE_URL to the one the server uses.');
  const numbers = await readFeedbackNumbers(file);
  if (numbers !== null) return numbers;
  throw new UsageError(
    'The database was written by an earlier version, which kept no feedback: start the server once.',
  );
}

/** Rules can be looked at with a faulty configuration, and without any. */
function databaseOf({ env }: Terminal): string | null {
  try {
    const { databaseFile } = parseConfig(env);
    return (env['DATABASE_URL'] ?? '') !== '' || existsSync(databaseFile) ? databaseFile : null;
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

/** E.g. `right 12 of 14 (86 %)`. */
export function ruleWords({ right, wrong }: Pick<RuleNumbers, 'right' | 'wrong'>): string {
  return `right ${right} of ${right + wrong} (${percent(right, right + wrong)})`;
}

/** One line for each writer, with its prompt; none where nobody said anything of a reply. */
export function replyLines(replies: readonly ReplyNumbers[]): readonly string[] {
  return replies.map((numbers) => {
    const { used, edited, wrong, changed_percent } = numbers;
    const total = used + edited + wrong;
    const changed = changed_percent === null ? '' : ` (${changed_percent} % of the words changed)`;
    return `${writerName(numbers)}: ${plural(total, 'reply', 'replies')}, used ${used} (${percent(used, total)}), edited ${edited}${changed}, wrong ${wrong}`;
  });
}

function writerName({ author, model, prompt_version }: ReplyNumbers): string {
  if (author === null) return 'before writers were kept';
  if (author === 'deterministic') return 'deterministic writer';
  return `${model ?? 'a model'}, prompt ${prompt_version ?? 'unknown'}`;
}

const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;
