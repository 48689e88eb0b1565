import { z } from 'zod';
import type { ZendeskClient } from '../client.ts';

/** What our app is called when it is installed, unless somebody renames it (`app/translations/en.json`). */
export const APP_NAME = 'Billing check';

const id = z.int().positive().transform(String);
const installationsAnswer = z.object({
  installations: z.array(
    z.object({
      id,
      app_id: id,
      enabled: z.boolean().nullish(),
      settings: z.object({ name: z.string().nullish(), title: z.string().nullish() }).nullish(),
    }),
  ),
});

/** An app of somebody's in the account. */
export interface AppInstallation {
  /** ZENDESK_INSTALLATION_ID */
  readonly id: string;
  /** ZENDESK_APP_ID */
  readonly appId: string;
  /** As it is called in this account; untrusted. */
  readonly name: string;
  readonly isEnabled: boolean;
}

/** Every app that is installed in the account. @throws {ZendeskError} */
export async function appInstallations(client: ZendeskClient): Promise<readonly AppInstallation[]> {
  const { installations } = await client.get(installationsAnswer, ['apps', 'installations']);
  return installations.map(({ id, app_id, enabled, settings }) => ({
    id,
    appId: app_id,
    name: settings?.title ?? settings?.name ?? '',
    isEnabled: enabled !== false,
  }));
}

/** Those that bear our app's name: usually one, and none where somebody renamed it. */
export function thoseNamedAsOurs(installations: readonly AppInstallation[]): readonly AppInstallation[] {
  return installations.filter(({ name }) => name.trim().toLowerCase() === APP_NAME.toLowerCase());
}
