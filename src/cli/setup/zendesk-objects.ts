import {
  completeField,
  createField,
  type ResultField,
  resultFields,
} from '../../zendesk/admin/ticket-fields.ts';
import {
  activateWebhook,
  createTicketWebhook,
  readSigningSecret,
  type TicketWebhook,
  ticketWebhooks,
} from '../../zendesk/admin/webhook.ts';
import type { ZendeskClient } from '../../zendesk/client.ts';
import { type Check, foreignText } from '../doctor/check.ts';

/** What Zendesk has of ours, and with it what is to be done there. */
export interface ZendeskObjects {
  readonly publicUrl: string;
  readonly webhook: TicketWebhook | null;
  /** Webhooks that `setup` made for other hosts. */
  readonly elsewhere: readonly TicketWebhook[];
  readonly fields: readonly ResultField[];
}

export async function zendeskObjects(
  client: ZendeskClient,
  publicUrl: string,
  withFields: boolean,
): Promise<ZendeskObjects> {
  const { here, elsewhere } = await ticketWebhooks(client, publicUrl);
  const fields = withFields ? await resultFields(client) : [];
  return { publicUrl, webhook: here, elsewhere, fields };
}

/** Each thing that would be changed, as it stands after "This will"; empty when all is there. */
export function changesInZendesk({ webhook, fields, publicUrl }: ZendeskObjects): readonly string[] {
  return [
    ...(webhook === null ? [`make the webhook to ${publicUrl} in Zendesk`] : []),
    ...(webhook !== null && !webhook.active ? [`turn the webhook ${foreignText(webhook.name)} on`] : []),
    ...fields.flatMap(({ id, plan, missing }) => {
      if (id === null) return [`make the ticket field "${plan.title}" in Zendesk`];
      return missing.length > 0 ? [`complete the ticket field "${plan.title}" in Zendesk`] : [];
    }),
  ];
}

/**
 * Makes what is missing and leaves the rest alone.
 * @returns the signing secret of the webhook, and a line for each thing.
 * @throws {ZendeskError}
 */
export async function settleInZendesk(
  client: ZendeskClient,
  objects: ZendeskObjects,
): Promise<{ readonly secret: string; readonly checks: readonly Check[] }> {
  const { publicUrl } = objects;
  const webhook = objects.webhook ?? (await createTicketWebhook(client, publicUrl));
  if (!webhook.active) await activateWebhook(client, webhook);
  const secret = await readSigningSecret(client, webhook);
  const made = objects.webhook === null ? 'made' : webhook.active ? 'there already' : 'turned on';
  const checks: Check[] = [
    {
      level: 'ok',
      name: 'Zendesk webhook',
      message: `${made}: new tickets and comments go to ${webhook.endpoint}; its signing secret was read`,
    },
    ...objects.elsewhere.map(
      ({ endpoint }): Check => ({
        level: 'note',
        name: 'Zendesk webhook',
        message: `another billing-check gets events at ${foreignText(endpoint)}; if this one replaces it, run setup --uninstall there`,
      }),
    ),
  ];
  for (const field of objects.fields) checks.push(await settleField(client, field));
  return { secret, checks };
}

async function settleField(client: ZendeskClient, field: ResultField): Promise<Check> {
  const name = 'Ticket field';
  const { title } = field.plan;
  if (field.id === null) {
    await createField(client, field.plan);
    return { level: 'ok', name, message: `made: "${title}"` };
  }
  if (field.missing.length > 0) await completeField(client, field);
  const done = field.missing.length > 0 ? 'completed' : 'there already';
  if (field.active) return { level: 'ok', name, message: `${done}: "${title}"` };
  return { level: 'note', name, message: `${done}, and turned off in Zendesk: "${title}"` };
}
