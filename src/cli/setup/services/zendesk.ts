import type { ZendeskConfig } from '../../../config.ts';
import { resultFields } from '../../../zendesk/admin/ticket-fields.ts';
import { ticketWebhooks } from '../../../zendesk/admin/webhook.ts';
import { createZendeskClient } from '../../../zendesk/client.ts';
import { ZendeskError } from '../../../zendesk/zendesk-error.ts';
import { type Check, failedService, NETWORK_CHECK_MAX_MS } from '../../doctor/check.ts';
import { checkZendeskAccount } from '../../doctor/zendesk.ts';
import { checkZendeskApp } from '../../doctor/zendesk-app.ts';
import type { Values } from '../variables.ts';
import { parsePart, type Service } from './service.ts';

/** In the place of the signing secret while there is no webhook yet; nothing is ever verified with it. */
const NO_SECRET_YET = 'not-read-yet';

export const ZENDESK: Service = {
  name: 'Zendesk',
  needed: false,
  explain: () => [
    'In Zendesk open Admin Center, Apps and integrations, APIs, OAuth clients, and add a client of the kind Confidential.',
    'Allow it the scopes "read" and "write". It acts as the person who owns it: that has to be an administrator, best a',
    'user of its own, because the notes bear its name.',
    'The webhook and two ticket fields are made for you. The app beside tickets is found where it is installed already.',
  ],
  variables: [
    { name: 'ZENDESK_SUBDOMAIN', label: 'the subdomain, acme of acme.zendesk.com' },
    { name: 'ZENDESK_OAUTH_CLIENT_ID', label: 'the unique identifier of the OAuth client' },
    { name: 'ZENDESK_OAUTH_CLIENT_SECRET', label: 'the secret of the OAuth client', secret: true },
  ],
  async test(values, now) {
    const part = zendeskOf(values);
    if ('faults' in part) return part.faults;
    const { config } = part;
    const account = await checkZendeskAccount(config, now);
    if (account.some(({ level }) => level === 'failure' || level === 'unreachable')) return account;
    return [
      ...account,
      ...(await checkAdministration(config, values)),
      ...(config.app === null ? [] : [await checkZendeskApp(config, now)]),
    ];
  },
};

/** Zendesk's configuration while its webhook may still have to be made, or its faults. */
export function zendeskOf(
  values: Values,
): { readonly config: ZendeskConfig } | { readonly faults: readonly Check[] } {
  const secret = { ZENDESK_WEBHOOK_SECRET: values['ZENDESK_WEBHOOK_SECRET'] ?? NO_SECRET_YET };
  const part = parsePart({ ...values, ...secret }, /^ZENDESK_/, 'Zendesk');
  if ('faults' in part) return part;
  const { zendesk } = part.config;
  if (zendesk !== null) return { config: zendesk };
  return { faults: [{ level: 'failure', name: 'Zendesk', message: 'ZENDESK_SUBDOMAIN is not set.' }] };
}

/** Whether webhooks and ticket fields may be looked at: whoever may not may not make them either. */
async function checkAdministration(config: ZendeskConfig, values: Values): Promise<readonly Check[]> {
  const client = createZendeskClient(config, { timeoutMilliseconds: NETWORK_CHECK_MAX_MS });
  try {
    await ticketWebhooks(client, values['PUBLIC_URL'] ?? '');
    await resultFields(client);
    return [{ level: 'ok', name: 'Zendesk setup', message: 'webhooks and ticket fields can be looked at' }];
  } catch (error) {
    return [refusedAdministration(error)];
  }
}

/** What is missing when Zendesk does not let us manage webhooks or fields, by the names of its Admin Center. */
export function refusedAdministration(error: unknown): Check {
  const name = 'Zendesk setup';
  const failed = failedService(name, error);
  if (!(error instanceof ZendeskError) || error.status !== 403) return failed;
  const scope = /required scopes?: ([a-z_: ]+)/i.exec(error.detail ?? '')?.[1];
  const message =
    scope === undefined
      ? 'webhooks and ticket fields may not be managed: give the owner of the OAuth client the role Administrator (Admin Center, People, Team members).'
      : `the OAuth client lacks the scope "${scope.trim()}": allow it (Admin Center, Apps and integrations, APIs, OAuth clients).`;
  return { ...failed, message };
}
