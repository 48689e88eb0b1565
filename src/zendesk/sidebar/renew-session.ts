import type { HttpResponse } from '../../http/routes.ts';
import { NO_SESSION } from './answers.ts';
import type { AgentRequest } from './behind-session.ts';
import { NOTHING, readJson } from './request-body.ts';
import type { Sessions } from './session.ts';

/**
 * `POST /api/sidebar/session`: the page is still looked at, so its session goes on; for the agent it was opened for, whose
 * rights Zendesk was just asked for, and no longer than a working day.
 */
export function renewSession(sessions: Sessions) {
  return async ({ request, session }: AgentRequest): Promise<HttpResponse> => {
    const given = readJson(request, NOTHING);
    if ('refused' in given) return given.refused;
    const renewed = sessions.renewed(session);
    return renewed === null ? NO_SESSION : { status: 200, body: { session: renewed } };
  };
}
