import type { SandboxAnswer, SandboxHandler, SandboxRequest } from '../../http/exchange.ts';
import type { SandboxUser } from '../../zendesk/index.ts';
import { failure, fresh } from '../answers.ts';
import { done, newsFor } from '../side.ts';
import { zendeskAct } from './act-schema.ts';
import { perform, ticketOf } from './acts.ts';
import type { AppToken } from './pane.ts';
import { paneState, type ZendeskParts } from './pane-state.ts';

/**
 * The Zendesk side of the desk, three routes:
 *
 * `GET /desk/zendesk/state?as=ID&ticket=ID&after=REVISION`: what this agent sees (a {@link ZendeskPaneState}). While nothing
 * is newer than `after`, the answer waits, at most 20 seconds; without `after` it is given at once.
 *
 * `POST /desk/zendesk/acts?as=ID` with a {@link ZendeskAct} as JSON: does it; answers a {@link ZendeskActOutcome}, 400 what
 * is no act, 409 with a sentence what cannot be done.
 *
 * `POST /desk/zendesk/token?as=ID`: an {@link AppToken}, signed as Zendesk signs it, valid for ten minutes.
 *
 * Whoever mounts them sees to it that they are asked by the desk's own page only.
 */
export function zendeskDeskRoutes(parts: ZendeskParts): SandboxHandler {
  return async (request) => {
    const agent = playedBy(parts, request.query.get('as'));
    if (agent === null) return failure(404, 'There is nobody of this name here.');
    switch (`${request.method} ${request.path}`) {
      case 'GET /desk/zendesk/state':
        return state(parts, agent, request);
      case 'POST /desk/zendesk/acts':
        return done(request, zendeskAct, 'Zendesk knows no such act.', (act) =>
          perform(parts.zendesk, parts.stories, agent, act),
        );
      case 'POST /desk/zendesk/token':
        return token(parts, agent);
      default:
        return failure(404, 'There is no such page.');
    }
  };
}

async function state(parts: ZendeskParts, agent: SandboxUser, request: SandboxRequest) {
  await newsFor(request, parts.zendesk);
  return fresh(paneState(parts, agent, ticketOf(parts.zendesk, Number(request.query.get('ticket')))));
}

function token({ zendesk }: ZendeskParts, agent: SandboxUser): SandboxAnswer {
  if (zendesk.app === null) return failure(404, 'No app is installed here.');
  return fresh({ token: zendesk.app.mint(agent) } satisfies AppToken);
}

/** Without an id, the first one. */
function playedBy({ agents }: ZendeskParts, id: string | null): SandboxUser | null {
  return (id === null ? agents[0] : agents.find((agent) => String(agent.id) === id)) ?? null;
}
