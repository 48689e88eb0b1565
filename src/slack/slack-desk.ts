import type { Store } from '../../db/store.ts';
import type { SlackDesk } from '../jobs/ports.ts';
import { ServiceError } from '../service-error.ts';
import type { Agents } from './agents.ts';
import { createAnswer } from './answer/answer.ts';
import type { SurfaceParts } from './answer/surfaces.ts';
import { renderTriage, type TicketUrl } from './render.ts';
import { call } from './web-client.ts';

export interface SlackDeskOptions extends SurfaceParts {
  readonly store: Store;
  readonly agents: Agents;
  readonly triageChannel: string | null;
  readonly ticketUrl: TicketUrl;
}

/** Type of the metadata that every message in the triage channel carries, with the analysis' id as its payload. */
export const TRIAGE_EVENT_TYPE = 'billing_check';

const BAD_BLOCKS = /blocks|msg_too_long|invalid_arguments/;

/** Slack as the jobs see it. */
export function createSlackDesk(options: SlackDeskOptions): SlackDesk {
  const { agents, triageChannel, ticketUrl, poster, logger } = options;
  const parts = { ...options, streaming: { works: true } };

  return {
    triageChannel,
    mayCheck: (person) => agents.mayCheck(person),
    answerTo: (request, job) => createAnswer(parts, request, job),

    async postToTriage(post) {
      const channel = triageChannel ?? '';
      const { text, blocks } = renderTriage(post, ticketUrl);
      const send = (content: { text: string; blocks: typeof blocks }) =>
        call('chat.postMessage', () =>
          poster.chat.postMessage({
            channel,
            ...(post.thread_ts === null ? {} : { thread_ts: post.thread_ts }),
            ...content,
            mrkdwn: false,
            unfurl_links: false,
            unfurl_media: false,
            metadata: { event_type: TRIAGE_EVENT_TYPE, event_payload: { analysis_id: post.analysis_id } },
          }),
        );
      let outcome = await send({ text, blocks });
      if (outcome.kind === 'refused' && BAD_BLOCKS.test(outcome.code)) {
        const { code } = outcome;
        logger.error(
          { analysis: post.analysis_id, code },
          'BUG: Slack refused the blocks of a message; its plain text was sent instead',
        );
        outcome = await send({ text, blocks: [] });
      }
      if (outcome.kind === 'unknown') return { kind: 'unknown' };
      if (outcome.kind === 'ok' && outcome.value.ts !== undefined)
        return { kind: 'posted', channel, ts: outcome.value.ts };
      const code = outcome.kind === 'refused' ? outcome.code : 'no ts';
      throw new ServiceError(
        'slack',
        'refused',
        `Slack took no message for the channel ${channel} (${code}): invite the app to it, or change SLACK_TRIAGE_CHANNEL.`,
      );
    },
  };
}
