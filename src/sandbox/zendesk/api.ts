import type { SandboxAnswer, SandboxRequest } from '../fault-injection.ts';
import { errors, ok } from './answers.ts';
import type { OAuthTokens } from './oauth.ts';
import { accountHeaders, endpointHeader, type RateLimits, tooMany } from './rate-limits.ts';
import { type Desk, route } from './routes.ts';

/** Zendesk's API and the addresses its tokens come from, with its limits; everything else there is not. */
export function answerApi(
  desk: Desk,
  tokens: OAuthTokens,
  limits: RateLimits,
  request: SandboxRequest,
): SandboxAnswer {
  if (request.path === '/oauth/tokens')
    return request.method === 'POST' ? tokens.grant(request) : errors.noEndpoint();
  const path = /^\/api\/v2\/([A-Za-z0-9_/]+?(?:\.pem)?)(?:\.json)?$/.exec(request.path)?.[1];
  if (path === undefined) return errors.noEndpoint();
  const account = limits.request();
  const answer = account.refused
    ? tooMany(account, 'API requests per minute')
    : authorized(desk, tokens, limits, request, path);
  return { ...answer, headers: { ...accountHeaders(account), ...answer.headers } };
}

function authorized(
  desk: Desk,
  tokens: OAuthTokens,
  limits: RateLimits,
  request: SandboxRequest,
  path: string,
): SandboxAnswer {
  const access = tokens.access(request.headers);
  if (access.kind === 'refused') return access.answer;
  if (access.kind === 'anonymous')
    return path === 'users/me'
      ? ok({ user: { id: null, name: 'Anonymous user', email: 'invalid@example.com', role: 'end-user' } })
      : errors.notAuthenticated();
  const scope = request.method === 'GET' ? 'read' : 'write';
  if (!access.scopes.has(scope)) return errors.missingScope(scope);
  const limit = endpointLimit(desk, limits, request, path);
  if (limit?.charge.refused) return tooMany(limit.charge, limit.what);
  const answer = route(desk, request, path);
  if (limit === null) return answer;
  return { ...answer, headers: { ...endpointHeader(limit.name, limit.charge), ...answer.headers } };
}

/** The endpoint's own limit, charged; null where only the account's counts. */
function endpointLimit(desk: Desk, limits: RateLimits, request: SandboxRequest, path: string) {
  if (path === 'incremental/tickets/cursor')
    return {
      charge: limits.incremental(),
      name: 'incremental-exports-cursor',
      what: 'incremental ticket export API requests per minute',
    };
  const ticket = /^tickets\/(\d+)(?:\/tags)?$/.exec(path)?.[1];
  if (ticket === undefined || request.method === 'GET') return null;
  return {
    charge: limits.update(desk.user.id, Number(ticket)),
    name: 'ticket-updates',
    what: 'ticket updates',
  };
}
