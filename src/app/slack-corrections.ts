import type { Store } from '../../db/store.ts';
import type { CorrectionDesk } from '../corrections/correction-desk.ts';
import { decideCorrection } from '../jobs/tasks/decide-correction.ts';
import { proposeCorrection } from '../jobs/tasks/propose-correction.ts';
import { remindCorrection } from '../jobs/tasks/remind-correction.ts';
import { showCorrection } from '../jobs/tasks/show-correction.ts';
import { showHome } from '../jobs/tasks/show-home.ts';
import type { Tasks } from '../jobs/tasks/task.ts';
import type { Logger } from '../log.ts';
import type { SlackApp } from '../slack/slack-app.ts';

export interface SlackCorrectionTasksOptions {
  readonly slack: Pick<SlackApp, 'desk' | 'corrections'>;
  readonly correctionDesk: CorrectionDesk;
  readonly store: Store;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** What Slack does about corrections: proposing, deciding, and showing what becomes of them. */
export function slackCorrectionTasks(options: SlackCorrectionTasksOptions): Tasks {
  const parts = { ...options, slack: options.slack.desk, corrections: options.slack.corrections };
  return {
    'propose-correction': proposeCorrection(parts),
    'decide-correction': decideCorrection(parts),
    'show-correction': showCorrection(parts),
    'remind-correction': remindCorrection(parts),
    'show-home': showHome(parts),
  };
}
