import type { ZendeskConfig } from '../../config.ts';
import {
  readSigningSecret,
  type TicketWebhook,
  ticketWebhooks,
  WEBHOOK_PATH,
} from '../../zendesk/admin/webhook.ts';
import { createZendeskClient } from '../../zendesk/client.ts';
import { ZendeskError } from '../../zendesk/zendesk-error.ts';
import { type Check, failedService, NETWORK_CHECK_MAX_MS } from './check.ts';

const NAME = 'Zendesk webhook';

/**
 * Whether Zendesk sends its events to this host, and signs them with the secret we verify them with. Without
 * `publicUrl` only our own side is looked at.
 */
export async function checkZendeskWebhook(config: ZendeskConfig, publicUrl: string | null): Promise<Check> {
  const count = config.webhookSecrets.length;
  const secrets = count === 1 ? 'a signing secret is set' : `${count} signing secrets are set`;
  if (publicUrl === null) return { level: 'ok', name: NAME, message: secrets };
  try {
    const client = createZendeskClient(config, { timeoutMilliseconds: NETWORK_CHECK_MAX_MS });
    const { here } = await ticketWebhooks(client, publicUrl);
    if (here === null || !here.active) return failure(withoutWebhook(here, publicUrl));
    const secret = await readSigningSecret(client, here);
    if (config.webhookSecrets.includes(secret))
      return { level: 'ok', name: NAME, message: `sends to ${here.endpoint}, signed with our secret` };
    return failure(
      'ZENDESK_WEBHOOK_SECRET is not what Zendesk signs with, so every delivery is refused: run billing-check setup --yes --replace, and restart.',
    );
  } catch (error) {
    // Its own line says that the account user is no administrator.
    if (error instanceof ZendeskError && error.status === 403)
      return { level: 'warning', name: NAME, message: `${secrets}, but the webhook may not be looked at` };
    return failedService(NAME, error);
  }
}

function withoutWebhook(webhook: TicketWebhook | null, publicUrl: string): string {
  const address = `${publicUrl}${WEBHOOK_PATH}`;
  return webhook === null
    ? `Zendesk sends no tickets to ${address}: run billing-check setup, which makes the webhook.`
    : `the webhook to ${address} is turned off in Zendesk: run billing-check setup, which turns it on.`;
}

/**
 * Whether our running server is behind `PUBLIC_URL`: it refuses a delivery without a signature, and nothing else
 * answers so. Asked from this machine, which may see another way there than Zendesk does.
 */
export async function checkPublicAddress(publicUrl: string, serverRuns: boolean): Promise<Check> {
  const name = 'Public address';
  if (!serverRuns)
    return { level: 'note', name, message: `${publicUrl}, not tried: the server does not run` };
  try {
    const { status, body } = await fetch(`${publicUrl}${WEBHOOK_PATH}`, {
      method: 'POST',
      body: '{}',
      redirect: 'manual',
      signal: AbortSignal.timeout(NETWORK_CHECK_MAX_MS),
    });
    await body?.cancel();
    if (status === 401) return { level: 'ok', name, message: `${publicUrl} leads to the running server` };
    const message = `${publicUrl}${WEBHOOK_PATH} answers ${status}, which our server would not: look at the reverse proxy.`;
    return { level: 'warning', name, message };
  } catch {
    const message = `${publicUrl} cannot be reached from this machine: look at the reverse proxy, its name and its certificate.`;
    return { level: 'warning', name, message };
  }
}

const failure = (message: string): Check => ({ level: 'failure', name: NAME, message });
