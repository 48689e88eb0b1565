import type { SandboxAnswer, SandboxHandler, SandboxRequest } from '../../http/exchange.ts';
import type { SlackSandbox, SlackUser } from '../../slack/index.ts';
import { failure, fresh } from '../answers.ts';
import { done, newsFor } from '../side.ts';
import { slackAct } from './act-schema.ts';
import { perform } from './acts.ts';
import { isPlayable, paneState } from './pane-state.ts';

const SLACK_STATE_PATH = '/desk/slack/state';
const SLACK_ACTS_PATH = '/desk/slack/acts';

/**
 * The Slack side of the desk, two routes:
 *
 * `GET /desk/slack/state?as=U…&channel=C…&after=REVISION`: what this person sees (a {@link SlackPaneState}). While nothing
 * is newer than `after`, the answer waits, at most 20 seconds; without `after` it is given at once. Without a person the
 * first one is taken, without a channel no messages are told.
 *
 * `POST /desk/slack/acts?as=U…` with a {@link SlackAct} as JSON: does it, as Slack would; answers an {@link ActOutcome},
 * 400 what is no act, 409 with a sentence what cannot be done.
 *
 * Whoever mounts them sees to it that they are asked by the desk's own page only.
 */
export function slackDeskRoutes(slack: SlackSandbox): SandboxHandler {
  return async (request) => {
    const user = playedBy(slack, request.query.get('as'));
    if (user === null) return failure(404, 'There is nobody of this name here.');
    switch (`${request.method} ${request.path}`) {
      case `GET ${SLACK_STATE_PATH}`:
        return state(slack, user, request);
      case `POST ${SLACK_ACTS_PATH}`:
        return done(request, slackAct, 'Slack knows no such act.', (act) => perform(slack, user, act));
      default:
        return failure(404, 'There is no such page.');
    }
  };
}

async function state(slack: SlackSandbox, user: SlackUser, request: SandboxRequest): Promise<SandboxAnswer> {
  const channel = slack.people.channels.get(request.query.get('channel') ?? '') ?? null;
  await newsFor(request, slack);
  return fresh(paneState(slack, user, channel));
}

function playedBy({ people, known }: SlackSandbox, id: string | null): SlackUser | null {
  const user = id === null ? known.maya : people.users.get(id);
  return user !== undefined && isPlayable(user) ? user : null;
}
