import { count, desc, eq, sql } from 'drizzle-orm';
import { analysis, draftFeedback, finding, findingFeedback } from './schema.ts';
import type { Db } from './transactor.ts';

/** How often agents called a rule's findings right, and wrong. */
export interface RuleNumbers {
  readonly rule: string;
  readonly right: number;
  readonly wrong: number;
}

/** What became of the replies of one writer. */
export interface ReplyNumbers {
  /** `deterministic`, or a model's. Null for checks before that was stored. */
  readonly author: 'model' | 'deterministic' | null;
  /** Null for the deterministic writer. */
  readonly model: string | null;
  readonly prompt_version: number | null;
  readonly used: number;
  readonly edited: number;
  readonly wrong: number;
  /** Of those that were edited and whose change is known, on average, of a hundred; null where none is. */
  readonly changed_percent: number | null;
}

export interface FeedbackNumbers {
  readonly rules: readonly RuleNumbers[];
  readonly replies: readonly ReplyNumbers[];
}

/** The numbers of all that agents said; of a writer's replies, the newest prompt first. */
export function feedbackNumbers(db: Db): FeedbackNumbers {
  // The deterministic writer also writes where a model was asked in vain: its words are the same either way.
  const promptVersion = sql<
    number | null
  >`CASE WHEN ${analysis.author_kind} = 'model' THEN ${analysis.prompt_version} END`;
  const rules = db
    .select({
      rule: finding.rule,
      right: sql<number>`sum(${findingFeedback.is_right})`,
      total: count(),
    })
    .from(findingFeedback)
    .innerJoin(finding, eq(finding.id, findingFeedback.finding_id))
    .groupBy(finding.rule)
    .orderBy(finding.rule)
    .all()
    .map(({ rule, right, total }) => ({ rule, right, wrong: total - right }));
  const of = (use: string) => sql<number>`sum(${draftFeedback.use} = ${use})`;
  const replies = db
    .select({
      author: analysis.author_kind,
      model: analysis.author_model,
      prompt_version: promptVersion,
      used: of('used'),
      edited: of('edited'),
      wrong: of('wrong'),
      changed: sql<
        number | null
      >`avg(CASE WHEN ${draftFeedback.use} = 'edited' THEN ${draftFeedback.changed_percent} END)`,
    })
    .from(draftFeedback)
    .innerJoin(analysis, eq(analysis.id, draftFeedback.analysis_id))
    .groupBy(analysis.author_kind, analysis.author_model, promptVersion)
    .orderBy(analysis.author_kind, analysis.author_model, desc(promptVersion))
    .all()
    .map(({ changed, ...row }) => ({
      ...row,
      changed_percent: changed === null ? null : Math.round(changed),
    }));
  return { rules, replies };
}
