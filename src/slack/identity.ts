import type { Logger } from '../log.ts';
import { ask, type WebClient } from './web-client.ts';

/** Who we are in Slack. */
export interface Identity {
  readonly team_id: string;
  readonly enterprise_id: string | null;
  readonly bot_id: string | null;
  readonly bot_user_id: string | null;
  /** Of the workspace, e.g. `https://northwind.slack.com/`. */
  readonly url: string | null;
}

export interface IdentitySource {
  /** As far as it is known without asking. */
  known(): Identity | null;
  /** Asks Slack the first time; concurrent callers share one call. @throws {ServiceError} */
  load(): Promise<Identity>;
}

/** Learnt once from `auth.test`; while Slack is away it is asked again by whoever needs it. */
export function createIdentity(client: WebClient, logger: Logger): IdentitySource {
  let identity: Identity | null = null;
  let loading: Promise<Identity> | null = null;

  async function fetchIdentity(): Promise<Identity> {
    const answer = await ask('auth.test', () => client.auth.test());
    if ('refused' in answer || answer.team_id === undefined)
      throw new Error(
        `Slack's auth.test gave no team (${'refused' in answer ? answer.refused : 'no team_id'}).`,
      );
    identity = {
      team_id: answer.team_id,
      enterprise_id: answer.enterprise_id ?? null,
      bot_id: answer.bot_id ?? null,
      bot_user_id: answer.user_id ?? null,
      url: answer.url ?? null,
    };
    logger.info({ team: identity.team_id }, 'connected to Slack');
    return identity;
  }

  return {
    known: () => identity,
    load() {
      if (identity !== null) return Promise.resolve(identity);
      loading ??= fetchIdentity().finally(() => {
        loading = null;
      });
      return loading;
    },
  };
}
