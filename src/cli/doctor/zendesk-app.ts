import type { ZendeskConfig } from '../../config.ts';
import {
  type AppInstallation,
  appInstallations,
  thoseNamedAsOurs,
} from '../../zendesk/admin/app-installations.ts';
import { createZendeskClient, type ZendeskClient } from '../../zendesk/client.ts';
import { createPublicKeySource } from '../../zendesk/sidebar/public-key.ts';
import { ZendeskError } from '../../zendesk/zendesk-error.ts';
import { type Check, failedService, foreignText, NETWORK_CHECK_MAX_MS } from './check.ts';

const NAME = 'Zendesk app';
export const NOT_INSTALLED =
  'not installed: agents see notes, and no app beside the ticket. Make its package with npm run zendesk:package -- --url PUBLIC_URL, upload it (Admin Center, Apps and integrations, Zendesk Support apps, Upload private app), and run setup again';

/** Whether the app that is set up is installed, turned on, and signs what opens its page. */
export async function checkZendeskApp(config: ZendeskConfig, now: number): Promise<Check> {
  const client = createZendeskClient(config, { timeoutMilliseconds: NETWORK_CHECK_MAX_MS });
  try {
    const all = await appInstallations(client);
    const { app } = config;
    if (app === null) return withoutApp(thoseNamedAsOurs(all));
    return (
      faultOf(
        all.find(({ id }) => id === app.installationId),
        app,
      ) ?? (await checkSigning(client, app.appId, now))
    );
  } catch (error) {
    if (error instanceof ZendeskError && error.status === 403)
      return { level: 'warning', name: NAME, message: 'the apps of the account may not be looked at' };
    return failedService(NAME, error);
  }
}

function withoutApp([found]: readonly AppInstallation[]): Check {
  if (found === undefined) return { level: 'note', name: NAME, message: NOT_INSTALLED };
  const message = `installed (app ${found.appId}, installation ${found.id}) and not set up: run billing-check setup, which writes both ids.`;
  return { level: 'warning', name: NAME, message };
}

function faultOf(
  installation: AppInstallation | undefined,
  { appId, installationId }: NonNullable<ZendeskConfig['app']>,
): Check | null {
  const failure = (message: string): Check => ({ level: 'failure', name: NAME, message });
  if (installation === undefined)
    return failure(
      `ZENDESK_INSTALLATION_ID ${installationId} is no installation of this account: leave both ids out, and setup finds them.`,
    );
  if (installation.appId !== appId)
    return failure(
      `ZENDESK_APP_ID is ${appId}, but installation ${installationId} is of app ${installation.appId}.`,
    );
  if (installation.isEnabled) return null;
  const name = foreignText(installation.name);
  return {
    level: 'warning',
    name: NAME,
    message: `"${name}" is turned off in Zendesk (Admin Center, Zendesk Support apps).`,
  };
}

/** An app without signed URLs has no key, and then nobody can be told to be who they say. */
async function checkSigning(client: ZendeskClient, appId: string, now: number): Promise<Check> {
  await createPublicKeySource({ client, appId, clock: () => now * 1_000 }).current();
  return { level: 'ok', name: NAME, message: `app ${appId} is installed, and its key was read` };
}
