/** A request of Slack's, parsed. Signed by Slack, yet its texts are people's. */
export type Body = Record<string, unknown>;

/** Which workspaces' requests are taken. */
export interface TeamRule {
  /** The workspace or organisation we serve, as far as it is known; nulls take any that is signed. */
  ours(): { readonly team_id: string | null; readonly enterprise_id: string | null };
}

/**
 * The body as an object: a form (whose `payload`, if any, is JSON) or JSON, in UTF-8. Null for anything else. Only
 * named properties are read from it later, so that a `__proto__` key stays inert.
 */
export function parseBody(contentType: string | undefined, rawBody: Uint8Array): Body | null {
  const [type = ''] = (contentType ?? '').split(';', 1);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
    switch (type.trim().toLowerCase()) {
      case 'application/json':
        return objectOrNull(JSON.parse(text));
      case 'application/x-www-form-urlencoded': {
        const form = new URLSearchParams(text);
        const payload = form.get('payload');
        return payload === null ? Object.fromEntries(form) : objectOrNull(JSON.parse(payload));
      }
      default:
        return null;
    }
  } catch {
    return null;
  }
}

const MAX_SSL_CHECK_BYTES = 1_024;

/** A form whose only news is `ssl_check=1`, with the old verification token beside it. */
export function isSslCheck(rawBody: Uint8Array): boolean {
  if (rawBody.byteLength > MAX_SSL_CHECK_BYTES) return false;
  const form = new URLSearchParams(Buffer.from(rawBody).toString('latin1'));
  return (
    form.get('ssl_check') === '1' &&
    [...form.keys()].every((name) => name === 'ssl_check' || name === 'token')
  );
}

/** Whether the installation a request came through is ours. Who acted in it is judged by whoever answers. */
export function isOurs(body: Body, rule: TeamRule): boolean {
  const { team_id, enterprise_id } = rule.ours();
  if (team_id === null && enterprise_id === null) return true;
  const claimed = [body['team_id'], idOf(body['team']), ...authorizedTeams(body)];
  const organisation = [body['enterprise_id'], idOf(body['enterprise'])];
  if (team_id !== null && claimed.includes(team_id)) return true;
  return enterprise_id !== null && organisation.includes(enterprise_id);
}

/** Events name the installations they were sent for. */
function authorizedTeams(body: Body): unknown[] {
  const { authorizations } = body;
  if (!Array.isArray(authorizations)) return [];
  return authorizations.slice(0, 10).map((entry: unknown) => (isRecord(entry) ? entry['team_id'] : null));
}

function idOf(value: unknown): unknown {
  return isRecord(value) ? value['id'] : undefined;
}

function objectOrNull(value: unknown): Body | null {
  return isRecord(value) ? value : null;
}

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
