import type { ZendeskConfig } from '../../config.ts';
import { ServiceError } from '../../service-error.ts';
import { createZendeskClient, type ZendeskClient, type ZendeskConnection } from '../../zendesk/client.ts';
import { createTicketDesk } from '../../zendesk/ticket-desk.ts';
import { type Check, failedService, foreignText, NETWORK_CHECK_MAX_MS } from './check.ts';
import { checkZendeskApp } from './zendesk-app.ts';
import { checkZendeskWebhook } from './zendesk-webhook.ts';

/** How far back the ticket export is asked for, in seconds: as little as Zendesk takes. */
const EXPORT_SINCE_SECONDS = 120;

/** Zendesk: within reach, who we are there, whether the catch-up may see changed tickets, its webhook, and the app. */
export async function checkZendesk(
  config: ZendeskConfig | null,
  publicUrl: string | null,
  now: number,
): Promise<readonly Check[]> {
  if (config === null) {
    const message =
      'not set up: checks run in the terminal only; to write notes on tickets set ZENDESK_SUBDOMAIN and the variables with it';
    return [{ level: 'note', name: 'Zendesk', message }];
  }
  const account = await checkZendeskAccount(config, now);
  const isBad = account.some(({ level }) => level === 'failure' || level === 'unreachable');
  return [
    ...account,
    await checkZendeskWebhook(config, isBad ? null : publicUrl),
    ...(isBad ? [] : [await checkZendeskApp(config, now)]),
  ];
}

/** The account alone, before anything is made in it. */
export async function checkZendeskAccount(
  connection: ZendeskConnection,
  now: number,
): Promise<readonly Check[]> {
  let client: ZendeskClient;
  try {
    client = createZendeskClient(connection, { timeoutMilliseconds: NETWORK_CHECK_MAX_MS });
  } catch (error) {
    return [failedService('Zendesk', error)];
  }
  return [
    ...(await checkAccount(client, now)),
    ...(connection.auth.kind === 'token' ? [apiTokensEnd()] : []),
  ];
}

async function checkAccount(client: ZendeskClient, now: number): Promise<readonly Check[]> {
  const name = 'Zendesk';
  try {
    const user = await within(client.origin, client.ownUser());
    const who = foreignText(user.name ?? '') || `user ${user.id}`;
    const role = foreignText(user.role ?? '') || 'role unknown';
    const signedIn: Check = { level: 'ok', name, message: `${client.origin}, signed in as ${who} (${role})` };
    return [signedIn, await checkExport(client, now)];
  } catch (error) {
    return [failedService(name, error)];
  }
}

/** The catch-up reads the incremental export, which Zendesk gives to administrators only. */
async function checkExport(client: ZendeskClient, now: number): Promise<Check> {
  const name = 'Zendesk tickets';
  try {
    const since = now - EXPORT_SINCE_SECONDS;
    await within(client.origin, createTicketDesk({ client }).changedTickets({ since }));
    return { level: 'ok', name, message: 'may read changed tickets (incremental export)' };
  } catch (error) {
    const failed = failedService(name, error);
    if (!(error instanceof ServiceError) || error.trouble !== 'refused') return failed;
    const message =
      'may not read changed tickets (incremental export), so missed deliveries are not caught up: give the account user the admin role and the OAuth client the scope "read write".';
    return { ...failed, message };
  }
}

function apiTokensEnd(): Check {
  const message =
    'an API token is used, which Zendesk ends on 2027-04-30: make an OAuth client (client credentials) and set ZENDESK_OAUTH_CLIENT_ID and ZENDESK_OAUTH_CLIENT_SECRET.';
  return { level: 'warning', name: 'Zendesk token', message };
}

/** `promise`, or a failure when it takes too long altogether: getting a token counts too. */
async function within<T>(origin: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `Zendesk (${origin}) gave no answer within ${NETWORK_CHECK_MAX_MS / 1000} s: check the network and ZENDESK_SUBDOMAIN.`;
      reject(new ServiceError('zendesk', 'unreachable', message));
    }, NETWORK_CHECK_MAX_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
