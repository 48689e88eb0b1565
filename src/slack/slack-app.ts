import { App } from '@slack/bolt';
import type { Store } from '../../db/store.ts';
import type { SlackConfig } from '../config.ts';
import type { HttpRequest, HttpResponse } from '../http/routes.ts';
import type { SlackDesk } from '../jobs/ports.ts';
import type { Logger } from '../log.ts';
import { createAgents } from './agents.ts';
import type { TeamRule } from './body.ts';
import { createIdentity } from './identity.ts';
import { listenToClicks } from './listeners/clicks.ts';
import { listenToCommand } from './listeners/command.ts';
import type { ListenerParts } from './listeners/intake.ts';
import { listenToMention } from './listeners/mention.ts';
import { listenToShortcut } from './listeners/shortcut.ts';
import { createSlackReceiver } from './receiver.ts';
import type { TicketUrl } from './render.ts';
import { createResponseUrls } from './response-url.ts';
import { createSlackDesk } from './slack-desk.ts';
import { DurableSocketModeReceiver } from './socket-receiver.ts';
import { createWebClient, toSlackLogger } from './web-client.ts';

export interface SlackAppOptions {
  readonly config: SlackConfig;
  readonly store: Store;
  /** Wakes the queue. */
  readonly kick: () => void;
  readonly ticketUrl: TicketUrl;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** Slack, as the composition root sees it. */
export interface SlackApp {
  /** What the jobs use. */
  readonly desk: SlackDesk;
  /** `POST /slack/events`; null in Socket Mode. */
  readonly handle: ((request: HttpRequest) => Promise<HttpResponse>) | null;
  /** Learns who we are, and connects in Socket Mode. Slack being away is not a reason not to start. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createSlackApp({ config, store, kick, ticketUrl, logger, clock }: SlackAppOptions): SlackApp {
  const { botToken: token, apiUrl, appToken } = config;
  const client = createWebClient({ token, apiUrl, logger, retries: 1 });
  const poster = createWebClient({ token, apiUrl, logger, retries: 0 });
  const identity = createIdentity(client, logger);
  const team: TeamRule = {
    ours: () => {
      const known = identity.known();
      return { team_id: known?.team_id ?? null, enterprise_id: known?.enterprise_id ?? null };
    },
  };
  const agents = createAgents({ client, groups: config.agentGroups, identity, teamId: null, logger, clock });
  const desk = createSlackDesk({
    client,
    poster,
    responseUrls: createResponseUrls(apiUrl),
    store,
    agents,
    triageChannel: config.triageChannel,
    ticketUrl,
    logger,
    clock,
  });

  const http =
    appToken === null
      ? createSlackReceiver({ signingSecrets: config.signingSecrets, team, logger, clock })
      : null;
  const receiver =
    http?.receiver ?? new DurableSocketModeReceiver({ appToken: appToken ?? '', apiUrl, team, logger });
  const bolt = new App({
    receiver,
    logger: toSlackLogger(logger),
    // Who we are is learnt by the identity above; Bolt need not ask Slack for every request.
    authorize: async () => {
      const { bot_id, bot_user_id, team_id } = await identity.load();
      return {
        botToken: token,
        teamId: team_id,
        ...(bot_id === null ? {} : { botId: bot_id }),
        ...(bot_user_id === null ? {} : { botUserId: bot_user_id }),
      };
    },
    ...(apiUrl === null ? {} : { clientOptions: { slackApiUrl: apiUrl } }),
  });
  bolt.error(async (error) => {
    throw error;
  });
  const parts: ListenerParts = { store, kick, publicChannels: config.publicChannels, logger, clock };
  listenToCommand(bolt, parts);
  listenToShortcut(bolt, parts);
  listenToMention(bolt, parts);
  listenToClicks(bolt, parts);

  return {
    desk,
    handle: http === null ? null : (request) => http.handle(request),
    async start() {
      await identity
        .load()
        .catch((error: unknown) => logger.warn({ err: error }, 'Slack could not be asked who we are'));
      if (http === null) await bolt.start();
    },
    async stop() {
      if (http === null) await bolt.stop();
    },
  };
}
