import { randomBytes, randomInt } from 'node:crypto';
import type { SandboxAnswer, SandboxRequest } from '../fault-injection.ts';
import { ok } from './answers.ts';
import { isRecord, parseRecord } from './oauth.ts';
import { paginate } from './paging.ts';
import type { Desk } from './routes.ts';
import { isoTime } from './state.ts';

export interface SandboxWebhook {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly endpoint: string;
  readonly http_method: string;
  readonly request_format: string;
  readonly status: 'active' | 'inactive';
  readonly subscriptions: readonly string[];
  readonly secret: string;
  readonly created_by: number;
  readonly created_at: number;
  readonly updated_at: number;
}

type Content = Omit<SandboxWebhook, 'id' | 'secret' | 'created_by' | 'created_at' | 'updated_at'>;

const EVENT_TYPES = [
  'zen:event-type:ticket.created',
  'zen:event-type:ticket.comment_added',
  'zen:event-type:ticket.status_changed',
  'zen:event-type:ticket.tags_changed',
];
/** What connects a webhook to triggers and automations instead of events. */
const BY_TRIGGER = 'conditional_ticket_events';
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `/webhooks`: for administrators only. Its addresses end without `.json`, and its errors come in a list. */
export function webhooks(
  desk: Desk,
  request: SandboxRequest,
  [id, part, ...more]: readonly string[],
): SandboxAnswer {
  if (request.path.endsWith('.json') || more.length > 0) return refused(404, 'NotFound', 'Not found');
  if (desk.user.role !== 'admin') return refused(403, 'Forbidden', 'You do not have access to this page.');
  if (id === undefined) {
    if (request.method === 'POST') return create(desk, request);
    return request.method === 'GET' ? list(desk, request) : refused(404, 'NotFound', 'Not found');
  }
  const webhook = desk.webhooks.get(id);
  if (webhook === undefined) return refused(404, 'WebhookNotFound', 'Webhook not found');
  if (part === 'signing_secret') return signingSecret(desk, request, webhook);
  if (part !== undefined) return refused(404, 'NotFound', 'Not found');
  switch (request.method) {
    case 'GET':
      return ok({ webhook: webhookJson(webhook) });
    case 'PATCH':
      return patch(desk, request, webhook);
    case 'DELETE':
      desk.webhooks.delete(id);
      desk.webhooksChanged();
      return { status: 204 };
    default:
      return refused(404, 'NotFound', 'Not found');
  }
}

function list(desk: Desk, request: SandboxRequest): SandboxAnswer {
  const part = request.query.get('filter[name_contains]') ?? '';
  const found = [...desk.webhooks.values()].filter(({ name }) => name.includes(part));
  const page = paginate(found, request.query, `${desk.url()}/api/v2/webhooks`);
  return ok({ webhooks: page.items.map(webhookJson), ...page.links });
}

function create(desk: Desk, request: SandboxRequest): SandboxAnswer {
  const given = parseRecord(request.body)?.['webhook'];
  const content = isRecord(given) ? contentOf(given) : 'webhook is required';
  if (typeof content === 'string') return refused(400, 'InvalidWebhookParameter', content);
  const at = desk.state.now();
  const webhook: SandboxWebhook = {
    ...content,
    id: `01${Array.from({ length: 24 }, () => CROCKFORD[randomInt(CROCKFORD.length)]).join('')}`,
    secret: randomBytes(42).toString('base64'),
    created_by: desk.user.id,
    created_at: at,
    updated_at: at,
  };
  desk.webhooks.set(webhook.id, webhook);
  desk.webhooksChanged();
  return { status: 201, body: { webhook: webhookJson(webhook) } };
}

function patch(desk: Desk, request: SandboxRequest, webhook: SandboxWebhook): SandboxAnswer {
  const given = parseRecord(request.body)?.['webhook'];
  const content = isRecord(given) ? contentOf({ ...webhookJson(webhook), ...given }) : 'webhook is required';
  if (typeof content === 'string') return refused(400, 'InvalidWebhookParameter', content);
  // How a webhook is connected is settled when it is made.
  if (content.subscriptions.includes(BY_TRIGGER) !== webhook.subscriptions.includes(BY_TRIGGER))
    return refused(400, 'InvalidWebhookParameter', 'subscriptions cannot be changed to another kind');
  desk.webhooks.set(webhook.id, { ...webhook, ...content, updated_at: desk.state.now() });
  desk.webhooksChanged();
  return { status: 204 };
}

function signingSecret(desk: Desk, request: SandboxRequest, webhook: SandboxWebhook): SandboxAnswer {
  if (request.method === 'GET')
    return ok({ signing_secret: { algorithm: 'SHA256', secret: webhook.secret } });
  if (request.method !== 'POST') return refused(404, 'NotFound', 'Not found');
  const secret = randomBytes(42).toString('base64');
  desk.webhooks.set(webhook.id, { ...webhook, secret });
  desk.webhooksChanged();
  return { status: 201, body: { signing_secret: { algorithm: 'SHA256', secret } } };
}

/** What Zendesk takes; else why not. */
function contentOf(given: Readonly<Record<string, unknown>>): Content | string {
  const { name, description, endpoint, http_method, request_format, status, subscriptions } = given;
  if (typeof name !== 'string' || name.trim() === '') return 'name is required';
  if (typeof endpoint !== 'string' || !/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint))
    return 'endpoint must be a valid URL';
  if (status !== 'active' && status !== 'inactive') return 'status must be active or inactive';
  if (typeof http_method !== 'string' || !['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(http_method))
    return 'http_method is not valid';
  if (typeof request_format !== 'string' || !['json', 'xml', 'form_encoded'].includes(request_format))
    return 'request_format is not valid';
  if (!Array.isArray(subscriptions) || subscriptions.length === 0) return 'subscriptions is required';
  const wanted = subscriptions.map(String);
  const byEvent = wanted.every((one) => EVENT_TYPES.includes(one));
  if (!byEvent && !(wanted.length === 1 && wanted[0] === BY_TRIGGER)) return 'subscriptions is not valid';
  if (byEvent && (http_method !== 'POST' || request_format !== 'json'))
    return 'a webhook that subscribes to events must use POST and json';
  return {
    name,
    description: typeof description === 'string' ? description : null,
    endpoint,
    http_method,
    request_format,
    status,
    subscriptions: wanted,
  };
}

/** A webhook in the words of Zendesk's API: never with its secret. */
function webhookJson({ secret, created_at, updated_at, created_by, ...webhook }: SandboxWebhook) {
  return {
    ...webhook,
    created_at: isoTime(created_at),
    created_by: String(created_by),
    updated_at: isoTime(updated_at),
    updated_by: String(created_by),
  };
}

function refused(status: number, code: string, title: string): SandboxAnswer {
  return { status, body: { errors: [{ code, title }] } };
}
