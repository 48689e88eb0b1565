import { setTimeout as sleep } from 'node:timers/promises';
import { App } from '@slack/bolt';
import type { Store } from '../../db/store.ts';
import type { Approvals } from '../analysis/policy.ts';
import type { SlackConfig } from '../config.ts';
import type { ApproverDirectory } from '../corrections/ports.ts';
import type { HttpRequest, HttpResponse } from '../http/routes.ts';
import type { SlackCorrections } from '../jobs/correction-ports.ts';
import type { NameOf } from '../jobs/outcome-ports.ts';
import type { SlackDesk } from '../jobs/ports.ts';
import type { Reword } from '../jobs/reword.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { createAgents } from './agents.ts';
import type { TeamRule } from './body.ts';
import { createFinancePeople } from './finance-people.ts';
import { createIdentity } from './identity.ts';
import { listenToChoice } from './listeners/choose.ts';
import { listenToCommand } from './listeners/command.ts';
import { listenToDecisions } from './listeners/decide.ts';
import { listenToFeedback } from './listeners/feedback.ts';
import { listenToHome } from './listeners/home-opened.ts';
import type { ListenerParts } from './listeners/intake.ts';
import { listenToMention } from './listeners/mention.ts';
import { listenToModals } from './listeners/modal-sent.ts';
import { listenToModalButtons } from './listeners/open-modal.ts';
import { listenToPropose } from './listeners/propose.ts';
import { listenToPutOnTicket } from './listeners/put-on-ticket.ts';
import { listenToReadDraft } from './listeners/read-draft.ts';
import { listenToReword } from './listeners/reword.ts';
import { listenToShortcut } from './listeners/shortcut.ts';
import { listenToShowAll } from './listeners/show-all.ts';
import { createMembers } from './members.ts';
import { createSlackReceiver } from './receiver.ts';
import type { TicketUrl } from './render.ts';
import { createResponseUrls } from './response-url.ts';
import { createSlackCorrections } from './slack-corrections.ts';
import { createSlackDesk } from './slack-desk.ts';
import { DurableSocketModeReceiver } from './socket-receiver.ts';
import { createWebClient, toSlackLogger, webClientOptions } from './web-client.ts';

/** Half a day; afterwards a person has to restart what nobody could use anyway. */
const MAX_CONNECTION_TRIES = 4_320;
const CONNECTION_PAUSE_MS = 10_000;

export interface SlackAppOptions {
  readonly config: SlackConfig;
  readonly store: Store;
  /** Wakes the queue. */
  readonly kick: () => void;
  readonly ticketUrl: TicketUrl;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The policy's `approvals` as they are in force now. */
  readonly approvals: () => Promise<Approvals | undefined>;
  /** What people are called who act elsewhere than in Slack. */
  readonly namesElsewhere: NameOf;
  /** Words the reply of a check anew. */
  readonly reword: Reword;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** Slack, as the composition root sees it. */
export interface SlackApp {
  /** What the jobs use. */
  readonly desk: SlackDesk;
  readonly corrections: SlackCorrections;
  /** Whether somebody who approved in Slack may still do so. */
  readonly approvers: ApproverDirectory;
  readonly nameOf: NameOf;
  /** `POST /slack/events`; null in Socket Mode. */
  readonly handle: ((request: HttpRequest) => Promise<HttpResponse>) | null;
  /** Learns who we are, and connects in Socket Mode. Slack being away is not a reason not to start. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { config, store, kick, ticketUrl, approvals, logger, metrics, clock } = options;
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
  const members = createMembers({ client, identity, teamId: null, logger, clock });
  const { agentGroups, approverGroups, financeChannel } = config;
  const agents = createAgents(members, agentGroups);
  const pseudonym = (text: string): string => store.pseudonym(text);
  const people = createFinancePeople({ members, agentGroups, approverGroups, approvals, pseudonym });
  const corrections = createSlackCorrections({
    client,
    poster,
    people,
    identity,
    financeChannel,
    ticketUrl,
    nameOf: options.namesElsewhere,
    logger,
  });
  const responseUrls = createResponseUrls(apiUrl);
  const desk = createSlackDesk({
    client,
    poster,
    responseUrls,
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
    // Nobody waits for Slack before an acknowledgement: as much as is known of us by then.
    authorize: async () => {
      const known = identity.known();
      return {
        botToken: token,
        ...(known === null ? {} : { teamId: known.team_id }),
        ...(known?.bot_id == null ? {} : { botId: known.bot_id }),
        ...(known?.bot_user_id == null ? {} : { botUserId: known.bot_user_id }),
      };
    },
    convoStore: false,
    clientOptions: webClientOptions({ apiUrl, logger, retries: 0 }),
  });
  // Whoever dispatched the request answers for it: nothing is acknowledged that failed.
  bolt.error(async (error) => {
    throw error;
  });
  const parts: ListenerParts = {
    store,
    kick,
    publicChannels: config.publicChannels,
    responseUrls,
    agents,
    people,
    client: poster,
    logger,
    metrics,
    clock,
  };
  listenToCommand(bolt, parts);
  listenToShortcut(bolt, parts);
  listenToMention(bolt, parts);
  listenToChoice(bolt, parts);
  listenToShowAll(bolt, parts);
  listenToPutOnTicket(bolt, parts);
  listenToReadDraft(bolt, parts);
  listenToReword(bolt, parts, options.reword);
  listenToFeedback(bolt, parts);
  listenToPropose(bolt, parts);
  listenToDecisions(bolt, parts);
  listenToModalButtons(bolt, parts);
  listenToModals(bolt, parts);
  listenToHome(bolt, parts);

  const stopping = new AbortController();
  /** Socket Mode: once connected, Slack's client keeps the connection; the first one is tried until it stands. */
  async function connect(): Promise<void> {
    for (let tries = 1; tries <= MAX_CONNECTION_TRIES && !stopping.signal.aborted; tries += 1) {
      try {
        await bolt.start();
        return;
      } catch (error) {
        logger.error({ err: error, tries }, 'Slack could not be connected; it is tried again');
        await sleep(CONNECTION_PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    desk,
    corrections,
    approvers: people,
    nameOf: (account) => people.nameOf(account),
    handle: http === null ? null : (request) => http.handle(request),
    async start() {
      await identity
        .load()
        .catch((error: unknown) => logger.warn({ err: error }, 'Slack could not be asked who we are'));
      if (http === null) await connect();
    },
    async stop() {
      stopping.abort();
      if (http === null) await bolt.stop();
    },
  };
}
