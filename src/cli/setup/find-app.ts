import { appInstallations, thoseNamedAsOurs } from '../../zendesk/admin/app-installations.ts';
import type { ZendeskClient } from '../../zendesk/client.ts';
import { ZendeskError } from '../../zendesk/zendesk-error.ts';
import type { Check } from '../doctor/check.ts';
import { NOT_INSTALLED } from '../doctor/zendesk-app.ts';
import type { Values } from './variables.ts';

/**
 * The ids of the app beside tickets: those that are known, else those of the one installation that bears its name.
 * `check` tells what was found, or what to do. @throws {ZendeskError}
 */
export async function findApp(
  client: ZendeskClient,
  values: Values,
): Promise<{ readonly ids: Values; readonly check: Check | null }> {
  const { ZENDESK_APP_ID, ZENDESK_INSTALLATION_ID } = values;
  // It was tried with everything else that was given.
  if (ZENDESK_APP_ID !== undefined && ZENDESK_INSTALLATION_ID !== undefined) return { ids: {}, check: null };
  const name = 'Zendesk app';
  const note = (message: string) => ({ ids: {}, check: { level: 'note', name, message } as const });
  try {
    const found = thoseNamedAsOurs(await appInstallations(client)).filter(
      ({ id, appId }) => (ZENDESK_APP_ID ?? appId) === appId && (ZENDESK_INSTALLATION_ID ?? id) === id,
    );
    const [only, another] = found;
    if (only === undefined) return note(NOT_INSTALLED);
    if (another !== undefined)
      return note(
        `installed ${found.length} times: choose one with --set ZENDESK_APP_ID=… --set ZENDESK_INSTALLATION_ID=…, of ${found
          .map(({ id, appId }) => `${appId} and ${id}`)
          .join('; ')}`,
      );
    const { id, appId } = only;
    return {
      ids: { ZENDESK_APP_ID: appId, ZENDESK_INSTALLATION_ID: id },
      check: { level: 'ok', name, message: `found: app ${appId}, installation ${id}` },
    };
  } catch (error) {
    if (!(error instanceof ZendeskError) || error.status !== 403) throw error;
    return note(
      'may not be looked for: give its ids with --set ZENDESK_APP_ID=… and --set ZENDESK_INSTALLATION_ID=…, from its page in Admin Center',
    );
  }
}
