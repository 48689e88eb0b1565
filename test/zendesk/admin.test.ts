import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { UrgencyLevel, Verdict } from '../../src/analysis/finding.ts';
import {
  completeField,
  createField,
  RESULT_FIELDS,
  removeField,
  resultFields,
} from '../../src/zendesk/admin/ticket-fields.ts';
import {
  activateWebhook,
  createTicketWebhook,
  readSigningSecret,
  removeWebhook,
  ticketWebhooks,
} from '../../src/zendesk/admin/webhook.ts';
import { resultTags } from '../../src/zendesk/result-tags.ts';
import { JANE, noteRequest, startDesk, thrownBy } from './desk-setup.ts';

const HERE = 'https://billing.acme.example';
const ANYTHING = z.unknown();
const WITH_FIELDS = z.object({
  ticket: z.object({ custom_fields: z.array(z.object({ value: z.string().nullable() })) }),
});
const EVENTS = ['zen:event-type:ticket.created', 'zen:event-type:ticket.comment_added'];

let started: Awaited<ReturnType<typeof startDesk>> | null = null;
afterEach(async () => {
  await started?.sandbox.close();
  started = null;
});
async function setUp(options: Parameters<typeof startDesk>[0] = {}) {
  started = await startDesk(options);
  return started;
}

describe('the webhook', () => {
  it('is made once, found again, and its signing secret read', async () => {
    const { sandbox, client } = await setUp();
    expect(await ticketWebhooks(client, HERE)).toEqual({ here: null, elsewhere: [] });
    const made = await createTicketWebhook(client, HERE);
    expect(sandbox.webhooks()).toMatchObject([
      {
        name: 'billing-check (billing.acme.example)',
        endpoint: `${HERE}/zendesk/webhook`,
        http_method: 'POST',
        request_format: 'json',
        status: 'active',
        subscriptions: EVENTS,
      },
    ]);
    expect((await ticketWebhooks(client, HERE)).here).toEqual(made);
    expect(await readSigningSecret(client, made)).toBe(sandbox.webhooks()[0]?.secret);
  });

  it('of another host is told apart, and one that triggers start is not taken for ours', async () => {
    const { client } = await setUp();
    await createTicketWebhook(client, 'https://old.acme.example');
    const byTrigger = { http_method: 'POST', request_format: 'json', status: 'active' };
    await client.post(ANYTHING, ['webhooks'], {
      webhook: {
        ...byTrigger,
        name: 'by trigger',
        endpoint: `${HERE}/zendesk/webhook`,
        subscriptions: ['conditional_ticket_events'],
      },
    });
    const { here, elsewhere } = await ticketWebhooks(client, HERE);
    expect(here).toBeNull();
    expect(elsewhere.map(({ endpoint }) => endpoint)).toEqual(['https://old.acme.example/zendesk/webhook']);
  });

  it('made by hand is used, and is not ours to remove; one that is off is turned on', async () => {
    const { sandbox, client } = await setUp();
    await client.post(ANYTHING, ['webhooks'], {
      webhook: {
        name: 'by hand',
        endpoint: `${HERE}/zendesk/webhook`,
        http_method: 'POST',
        request_format: 'json',
        status: 'inactive',
        subscriptions: EVENTS,
      },
    });
    const { here } = await ticketWebhooks(client, HERE);
    if (here === null) throw new Error('The webhook is not found.');
    expect(here).toMatchObject({ madeBySetup: false, active: false });
    await activateWebhook(client, here);
    expect(sandbox.webhooks()).toMatchObject([{ name: 'by hand', status: 'active' }]);
    await removeWebhook(client, here);
    expect(sandbox.webhooks()).toEqual([]);
  });

  it('is found on the second page of a long list', async () => {
    const { client } = await setUp();
    for (let number = 0; number < 101; number += 1)
      await createTicketWebhook(client, `https://other-${number}.acme.example`);
    await createTicketWebhook(client, HERE);
    const { here, elsewhere } = await ticketWebhooks(client, HERE);
    expect(here).not.toBeNull();
    expect(elsewhere).toHaveLength(101);
  });

  it('needs an administrator, and Zendesk’s own words are kept', async () => {
    const { client } = await setUp({ accountRole: 'agent' });
    const error = await thrownBy(() => ticketWebhooks(client, HERE));
    expect(error).toMatchObject({ trouble: 'refused', status: 403, code: 'Forbidden' });
  });
});

describe('the ticket fields', () => {
  const make = async (client: Awaited<ReturnType<typeof setUp>>['client']) => {
    for (const plan of RESULT_FIELDS) await createField(client, plan);
  };

  it('are made once, known by their options whatever they are called, completed and removed', async () => {
    const { sandbox, client } = await setUp();
    const before = sandbox.ticketFields();
    expect((await resultFields(client)).map(({ id }) => id)).toEqual([null, null]);
    await make(client);
    const [verdict] = await resultFields(client);
    if (verdict?.id == null) throw new Error('The field is not found.');
    expect(verdict).toMatchObject({ active: true, missing: [], madeBySetup: true });

    await client.put(ANYTHING, ['ticket_fields', verdict.id], {
      ticket_field: { title: 'Rechnung', custom_field_options: verdict.existing.slice(1) },
    });
    const [renamed] = await resultFields(client);
    expect(renamed).toMatchObject({ id: verdict.id, missing: [{ value: 'billing_check_billing_error' }] });
    if (renamed !== undefined) await completeField(client, renamed);
    expect((await resultFields(client))[0]).toMatchObject({ id: verdict.id, missing: [] });

    for (const { id } of await resultFields(client)) if (id !== null) await removeField(client, id);
    expect(sandbox.ticketFields()).toEqual(before);
  });

  it('are filled by the tags of a note, and a later check leaves one verdict', async () => {
    const { sandbox, client, desk, clock } = await setUp();
    await make(client);
    const { id } = sandbox.createTicket({ subject: 'Twice', body: 'Twice!', requester: JANE, tags: ['vip'] });
    const write = async (verdict: Verdict, urgency: UrgencyLevel) => {
      clock.advance(60);
      const ticket = await desk.readTicket(String(id));
      if (ticket === null) throw new Error('The ticket is missing.');
      const { add, remove } = resultTags({ verdict, urgency });
      await desk.addNote(noteRequest(ticket, `[bc:an_${verdict}]`, add, remove));
    };
    await write('billing_error', 'urgent');
    expect(sandbox.ticket(id).tags).toEqual([
      'vip',
      'billing_check',
      'billing_check_billing_error',
      'billing_check_urgency_urgent',
    ]);
    await write('no_anomaly', 'low');
    expect(sandbox.ticket(id).tags).toEqual([
      'vip',
      'billing_check',
      'billing_check_no_anomaly',
      'billing_check_urgency_low',
    ]);
    const { ticket } = await client.get(WITH_FIELDS, ['tickets', String(id)]);
    expect(ticket.custom_fields.map(({ value }) => value)).toEqual([
      'billing_check_no_anomaly',
      'billing_check_urgency_low',
    ]);
  });
});

describe('the OAuth client', () => {
  it('that may not ask for both scopes is told where to allow them', async () => {
    const { client } = await setUp({ allowedScopes: ['read'] });
    const error = await thrownBy(() => client.ownUser());
    expect(error).toMatchObject({
      trouble: 'refused',
      code: 'invalid_scope',
      message: expect.stringContaining('"read" and "write"'),
    });
  });
});
