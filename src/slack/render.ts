import type { CardPlace } from '../../db/schema.ts';
import type { SlackReference } from '../../db/slack-requests.ts';
import type { ShownCorrection } from '../jobs/correction-ports.ts';
import type { PersonNames } from '../jobs/outcome-ports.ts';
import type { SlackContent, TriagePost } from '../jobs/ports.ts';
import { ACTIONS, BLOCKS } from './ids.ts';
import { keyOf } from './references.ts';
import {
  ambiguousMessage,
  correctionCard,
  failureMessage,
  type KnownBlock,
  notFoundMessage,
  proposedMessage,
  refusedMessage,
  remarkMessage,
  requesterCard,
  resultMessage,
  type SlackMessage,
  type TicketLink,
  triageChannelMessage,
} from './views/index.ts';
import { inertLine } from './views/inert.ts';
import { LIMITS } from './views/limits.ts';

/** Address of a ticket for agents, or null while Zendesk is not connected. */
export type TicketUrl = ((ticketId: string) => string) | null;

/** The message that says `content`. `requestId` marks choosers, so that a choice finds what it was chosen from. */
export function render(content: SlackContent, requestId: string, ticketUrl: TicketUrl): SlackMessage {
  switch (content.kind) {
    case 'check': {
      const { analysis_id: id, ticket_id, ...check } = content;
      const ticket = linkTo(ticket_id, ticketUrl);
      return resultMessage({ ...check, id, ticket, canPutOnTicket: ticket !== null });
    }
    case 'ambiguous':
      return marked(ambiguousMessage(content), requestId);
    case 'which':
      return marked(whichMessage(content.references), requestId);
    case 'not_found':
      return notFoundMessage({ query: content.query, message: content.sentence });
    case 'failure':
      return failureMessage(content);
    case 'refused':
      return refusedMessage({ reason: content.sentence });
    case 'remark':
      return remarkMessage(content.sentence);
    case 'proposed':
      return proposedMessage(content.sentence, content.correction_id, content.version);
  }
}

/** A ticket's result for the triage channel. */
export function renderTriage(post: TriagePost, ticketUrl: TicketUrl): SlackMessage {
  const { analysis_id: id, result, livemode, ticket_id, thread_ts } = post;
  const ticket = linkTo(ticket_id, ticketUrl) ?? { id: ticket_id, url: '' };
  return triageChannelMessage({ id, result, livemode, ticket, isUpdate: thread_ts !== null });
}

/** The message in `place` that shows a correction. */
export function renderCard(
  place: CardPlace,
  shown: ShownCorrection,
  names: PersonNames,
  ticketUrl: TicketUrl,
): SlackMessage {
  const input = { ...shown, names, ticket: linkTo(shown.correction.ticket_id, ticketUrl) };
  return place === 'finance' ? correctionCard(input) : requesterCard(input);
}

export function linkTo(ticketId: string | null, ticketUrl: TicketUrl): TicketLink | null {
  return ticketId === null || ticketUrl === null ? null : { id: ticketId, url: ticketUrl(ticketId) };
}

const MARK = '@';

/** Puts the request's id into the chooser's block ids; {@link readMark} finds it in a click. */
function marked(message: SlackMessage, requestId: string): SlackMessage {
  const blocks = message.blocks.map(
    (block): KnownBlock =>
      block.block_id?.startsWith(BLOCKS.chooser) === true
        ? { ...block, block_id: `${block.block_id}${MARK}${requestId}` }
        : block,
  );
  return { ...message, blocks };
}

/** The request a chooser belongs to, from the block id of a click; null when there is none. */
export function readMark(blockId: string): string | null {
  return /@(rq_[0-9a-z]{1,40})$/.exec(blockId)?.[1] ?? null;
}

/** A message names several customers or tickets: a button for each, which carries its place in the request. */
function whichMessage(references: readonly SlackReference[]): SlackMessage {
  const sentence = 'Several customers or tickets are named: choose which to check.';
  return {
    text: sentence,
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: sentence, emoji: false } },
      {
        type: 'actions',
        block_id: BLOCKS.chooser,
        elements: references.map((reference, place) => ({
          type: 'button',
          // Slack wants an action id once per block; listeners wait for the part before the colon.
          action_id: `${ACTIONS.chooseCustomer}:${place}`,
          text: { type: 'plain_text', text: inertLine(keyOf(reference), LIMITS.button_text), emoji: false },
          value: `${place}`,
        })),
      },
    ],
  };
}
