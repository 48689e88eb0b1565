import { webApi } from '@slack/bolt';
import type { SlackConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { ask, createWebClient } from './web-client.ts';

/** Codes of Slack's that speak of the app-level token itself. */
const OF_THE_TOKEN: readonly string[] = ['invalid_auth', 'not_allowed_token_type', 'missing_scope'];

/**
 * Asks Slack for the address of a Socket Mode connection, which is not opened: null where there is one for
 * SLACK_APP_TOKEN, else Slack's code of why not. @throws {ServiceError}
 */
export async function probeSocketMode({
  appToken,
  apiUrl,
}: Pick<SlackConfig, 'apiUrl'> & { readonly appToken: string }): Promise<string | null> {
  const logger = createLogger({ level: 'silent', secrets: [] });
  const client = createWebClient({ token: appToken, apiUrl, logger, retries: 1 });
  const answer = await ask('a Socket Mode connection', async () => {
    try {
      await client.apps.connections.open();
      return { code: null };
    } catch (error) {
      const code = error instanceof webApi.WebAPIPlatformError ? String(error.data.error) : '';
      if (OF_THE_TOKEN.includes(code)) return { code };
      throw error;
    }
  });
  return 'refused' in answer ? answer.refused : answer.code;
}
