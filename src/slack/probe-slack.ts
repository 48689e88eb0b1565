import type { SlackConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { USED_SCOPES } from './scopes.ts';
import { ask, createWebClient } from './web-client.ts';

/** What Slack says of the bot token. */
export interface SlackProbe {
  readonly team: string;
  readonly bot: string;
  /** Scopes the product uses and the token lacks; null where Slack does not say which it has. */
  readonly missingScopes: readonly string[] | null;
}

/** Asks Slack who the bot is (`auth.test`), which needs no scope and changes nothing. @throws {ServiceError} */
export async function probeSlack({
  botToken,
  apiUrl,
}: SlackConfig): Promise<SlackProbe | { refused: string }> {
  const logger = createLogger({ level: 'silent', secrets: [] });
  const client = createWebClient({ token: botToken, apiUrl, logger, retries: 1 });
  const answer = await ask('to say who the bot is', () => client.auth.test());
  if ('refused' in answer) return answer;
  const { team, user, response_metadata: metadata } = answer;
  const scopes = metadata?.scopes;
  return {
    team: String(team ?? ''),
    bot: String(user ?? ''),
    missingScopes: scopes === undefined ? null : USED_SCOPES.filter((scope) => !scopes.includes(scope)),
  };
}
