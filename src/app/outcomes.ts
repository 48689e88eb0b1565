import type { Store } from '../../db/store.ts';
import { createPaidWith } from '../check/paid-with.ts';
import type { HistoryReader } from '../check/ports.ts';
import type { DraftNotice, NameOf } from '../jobs/outcome-ports.ts';
import type { TicketDesk } from '../jobs/ports.ts';
import { askAgent } from '../jobs/tasks/ask-agent.ts';
import { type PublishOutcomeDeps, publishOutcome } from '../jobs/tasks/publish-outcome.ts';
import type { Tasks } from '../jobs/tasks/task.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { PolicySource } from '../policy/policy-source.ts';
import { correctionNotice } from '../triage/notices/correction-notice.ts';
import { renderOutcomeNote, renderRecheckNote } from '../zendesk/outcome-note.ts';
import { renderQuestionNote } from '../zendesk/question-note.ts';

export interface OutcomesOptions {
  readonly store: Store;
  readonly desk: TicketDesk;
  readonly reader: HistoryReader;
  readonly recheck: PublishOutcomeDeps['recheck'];
  readonly policy: Pick<PolicySource, 'current'>;
  readonly nameOf: NameOf;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** What a ticket is told about corrections: what became of them, and what finance asks before it decides. */
export function outcomeTasks({ policy, reader, ...shared }: OutcomesOptions): Tasks {
  const notes = {
    outcome: renderOutcomeNote,
    recheck: renderRecheckNote,
    question: renderQuestionNote,
  };
  return {
    'publish-outcome': publishOutcome({
      ...shared,
      notes,
      draftNotice,
      policy: () => policy.current(),
      paidWith: createPaidWith({ reader, clock: shared.clock }),
    }),
    'ask-agent': askAgent({ ...shared, notes }),
  };
}

const draftNotice: DraftNotice = ({ steps, finding, ...request }, policy) =>
  correctionNotice({ ...request, policy, done: steps, fault: finding });
