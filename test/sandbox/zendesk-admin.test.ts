import { afterEach, expect, it } from 'vitest';
import { startZendeskSandbox, type ZendeskSandbox } from '../../src/sandbox/zendesk/index.ts';

const CLIENT = { clientId: 'client', clientSecret: 'secret' };
const EVENTS = ['zen:event-type:ticket.created', 'zen:event-type:ticket.comment_added'];
const WEBHOOK = {
  name: 'ours',
  endpoint: 'https://billing.acme.example/zendesk/webhook',
  http_method: 'POST',
  request_format: 'json',
  status: 'active',
  subscriptions: EVENTS,
};
const FIELD = {
  type: 'tagger',
  title: 'Verdict',
  custom_field_options: [{ name: 'Yes', value: 'verdict_yes' }],
};

let sandbox: ZendeskSandbox | undefined;
afterEach(() => sandbox?.close());

type Answer = { readonly status: number; readonly body: unknown };
type Ask = (method: string, path: string, body?: object) => Promise<Answer>;

async function account(accountRole: 'admin' | 'agent' = 'admin'): Promise<Ask> {
  const started = await startZendeskSandbox({ ...CLIENT, accountRole });
  sandbox = started;
  const headers = { 'content-type': 'application/json' };
  const granted = await fetch(`${started.url}/oauth/tokens`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
      scope: 'read write',
    }),
  });
  const { access_token } = (await granted.json()) as { readonly access_token: string };
  return async (method, path, body) => {
    const answer = await fetch(`${started.url}/api/v2/${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${access_token}` },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };
}

it.each([
  ['without a name', { name: ' ' }],
  ['without an address', { endpoint: 'billing' }],
  ['for events by GET', { http_method: 'GET' }],
  ['for events as XML', { request_format: 'xml' }],
  ['for events and triggers at once', { subscriptions: [...EVENTS, 'conditional_ticket_events'] }],
  ['for events there are not', { subscriptions: ['zen:event-type:ticket.exploded'] }],
  ['in no known state', { status: 'asleep' }],
])('a webhook %s is refused', async (_, change) => {
  const ask = await account();
  const { status, body } = await ask('POST', 'webhooks', { webhook: { ...WEBHOOK, ...change } });
  expect(status).toBe(400);
  expect(body).toMatchObject({ errors: [{ code: 'InvalidWebhookParameter' }] });
  expect(sandbox?.webhooks()).toEqual([]);
});

it('a webhook never shows its secret but at its own address, and a reset changes it', async () => {
  const ask = await account();
  const made = await ask('POST', 'webhooks', { webhook: WEBHOOK });
  const [webhook] = sandbox?.webhooks() ?? [];
  const path = `webhooks/${webhook?.id}`;
  for (const answer of [made, await ask('GET', path), await ask('GET', 'webhooks')])
    expect(JSON.stringify(answer.body)).not.toContain(webhook?.secret);
  const shown = await ask('GET', `${path}/signing_secret`);
  expect(shown.body).toEqual({ signing_secret: { algorithm: 'SHA256', secret: webhook?.secret } });
  await ask('POST', `${path}/signing_secret`);
  expect(sandbox?.webhooks()[0]?.secret).not.toBe(webhook?.secret);
});

it('a webhook keeps the kind it was made with', async () => {
  const ask = await account();
  await ask('POST', 'webhooks', { webhook: WEBHOOK });
  const path = `webhooks/${sandbox?.webhooks()[0]?.id}`;
  const changed = await ask('PATCH', path, { webhook: { subscriptions: ['conditional_ticket_events'] } });
  expect(changed.status).toBe(400);
  expect(sandbox?.webhooks()[0]?.subscriptions).toEqual(EVENTS);
});

it('webhooks are at addresses without .json, and only administrators see them', async () => {
  expect((await (await account())('GET', 'webhooks.json')).status).toBe(404);
  await sandbox?.close();
  expect((await (await account('agent'))('GET', 'webhooks')).status).toBe(403);
});

it('a tag belongs to one option of one field, and Zendesk’s own fields stay', async () => {
  const ask = await account();
  expect((await ask('POST', 'ticket_fields', { ticket_field: FIELD })).status).toBe(201);
  const again = await ask('POST', 'ticket_fields', { ticket_field: { ...FIELD, title: 'Another' } });
  expect(again).toMatchObject({ status: 422, body: { error: 'RecordInvalid' } });
  const own = sandbox?.ticketFields().find(({ type }) => type === 'status');
  expect((await ask('DELETE', `ticket_fields/${own?.id}`)).status).toBe(422);
});

it('agents read ticket fields and may not make them', async () => {
  const ask = await account('agent');
  expect((await ask('GET', 'ticket_fields')).status).toBe(200);
  expect((await ask('POST', 'ticket_fields', { ticket_field: FIELD })).status).toBe(403);
});
