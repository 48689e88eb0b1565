import { z } from 'zod';
import type { ZendeskClient } from '../client.ts';
import { listAll, pageMeta } from './list-all.ts';
import { MADE_BY_SETUP } from './made-by-setup.ts';

/** The path of our server that Zendesk's events go to. */
export const WEBHOOK_PATH = '/zendesk/webhook';
const EVENTS = ['zen:event-type:ticket.created', 'zen:event-type:ticket.comment_added'] as const;

const webhookShape = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  name: z.string(),
  description: z.string().nullish(),
  endpoint: z.string(),
  status: z.string(),
  subscriptions: z.array(z.string()).nullish(),
});
const webhooksPage = z.object({ webhooks: z.array(webhookShape), meta: pageMeta });
const createdAnswer = z.object({ webhook: webhookShape });
const secretAnswer = z.object({ signing_secret: z.object({ secret: z.string().min(1).max(1000) }) });

/** A webhook in Zendesk that sends us tickets' events. */
export interface TicketWebhook {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly active: boolean;
  /** False: somebody made it by hand, and it is theirs to remove. */
  readonly madeBySetup: boolean;
}

/** Every webhook of the account that `setup` made or that sends the events we need to `publicUrl` (an origin). */
export async function ticketWebhooks(
  client: ZendeskClient,
  publicUrl: string,
): Promise<{ readonly here: TicketWebhook | null; readonly elsewhere: readonly TicketWebhook[] }> {
  const all = await listAll(client, 'webhooks', webhooksPage, ({ webhooks }) => webhooks);
  const known = all.flatMap((webhook) => {
    // One that is connected to triggers cannot be given events: that is settled when a webhook is made.
    const subscribed = EVENTS.every((event) => webhook.subscriptions?.includes(event));
    return subscribed ? [ours(webhook)] : [];
  });
  const endpoint = `${publicUrl}${WEBHOOK_PATH}`;
  const here = known.filter((webhook) => webhook.endpoint === endpoint);
  return {
    here: here.find(({ madeBySetup }) => madeBySetup) ?? here[0] ?? null,
    elsewhere: known.filter((webhook) => webhook.endpoint !== endpoint && webhook.madeBySetup),
  };
}

/** Makes the webhook that sends every new ticket and every new comment to `publicUrl`. */
export async function createTicketWebhook(client: ZendeskClient, publicUrl: string): Promise<TicketWebhook> {
  const { webhook } = await client.post(createdAnswer, ['webhooks'], {
    webhook: {
      name: `billing-check (${new URL(publicUrl).host})`,
      description: MADE_BY_SETUP,
      endpoint: `${publicUrl}${WEBHOOK_PATH}`,
      http_method: 'POST',
      request_format: 'json',
      status: 'active',
      subscriptions: EVENTS,
    },
  });
  return ours(webhook);
}

export function activateWebhook(client: ZendeskClient, { id }: TicketWebhook): Promise<void> {
  return client.patch(['webhooks', id], { webhook: { status: 'active' } });
}

/** What Zendesk signs this webhook's requests with. */
export async function readSigningSecret(client: ZendeskClient, { id }: TicketWebhook): Promise<string> {
  const { signing_secret } = await client.get(secretAnswer, ['webhooks', id, 'signing_secret']);
  return signing_secret.secret;
}

export function removeWebhook(client: ZendeskClient, { id }: TicketWebhook): Promise<void> {
  return client.remove(['webhooks', id]);
}

function ours(webhook: z.infer<typeof webhookShape>): TicketWebhook {
  const { id, name, endpoint, status, description } = webhook;
  return {
    id,
    name,
    endpoint,
    active: status === 'active',
    madeBySetup: description?.includes(MADE_BY_SETUP) ?? false,
  };
}
