import { COMMAND } from '../ids.ts';
import { bold, bullets, code, context, paragraph, richText, type SlackMessage, span, who } from './blocks.ts';
import { inertFallback, inertLine } from './inert.ts';

const SENTENCE_MAX = 600;
const QUERY_MAX = 120;

export interface NotFoundInput {
  readonly query: string;
  /** One sentence that says what to do, as a `not_found` or `deleted` resolution brings along. */
  readonly message: string;
}

/** Nobody was found, or only somebody who was deleted. */
export function notFoundMessage({ query, message }: NotFoundInput): SlackMessage {
  const asked = inertLine(query, QUERY_MAX);
  return {
    text: `No customer found: ${inertFallback(message, SENTENCE_MAX)}`,
    blocks: [
      richText(
        paragraph(
          bold(`🔍 No customer found${asked === '' ? '' : ` for “${asked}”`}`),
          span(`\n${inertLine(message, SENTENCE_MAX)}`),
        ),
      ),
    ],
  };
}

/** The check failed. `sentence` says what happened and what to do. */
export function failureMessage({ sentence }: { readonly sentence: string }): SlackMessage {
  return oneSentence('⚠️', sentence, 'The check failed; please try again.');
}

/** The person may not do this. `reason` says why and whom to ask. */
export function refusedMessage({ reason }: { readonly reason: string }): SlackMessage {
  return oneSentence('🔒', reason, 'You may not do this; ask whoever runs billing-check.');
}

/** The same message, for somebody who wanted everybody to see it where nothing is shared. */
export function notShared(message: SlackMessage): SlackMessage {
  const remark = 'This channel is not one where results are shared: only you will see the answer.';
  return { ...message, blocks: [...message.blocks, context(remark)] };
}

/** A sentence beside what somebody clicked. Accounts in it (`slack:U…`) are shown by their names. */
export function remarkMessage(sentence: string): SlackMessage {
  const shown = inertLine(sentence, SENTENCE_MAX) || 'There is nothing to say.';
  const spans = shown.split(ACCOUNTS).map((part, place) => (place % 2 === 1 ? who(part) : span(part)));
  return { text: inertFallback(shown, SENTENCE_MAX), blocks: [richText(paragraph(...spans))] };
}

const ACCOUNTS = /\b(slack:[UW][A-Z0-9]{2,30})\b/;

function oneSentence(symbol: string, sentence: string, otherwise: string): SlackMessage {
  const shown = inertLine(sentence, SENTENCE_MAX) || otherwise;
  return {
    text: inertFallback(shown, SENTENCE_MAX),
    blocks: [richText(paragraph(span(`${symbol} ${shown}`)))],
  };
}

/** How to ask, for a command without a customer in it. */
export function usageMessage(): SlackMessage {
  return {
    text: `Name a customer: ${COMMAND} jane@acme.com`,
    blocks: [
      richText(
        paragraph(bold('Name the customer to check'), span(', for example:')),
        bullets([
          [code(`${COMMAND} jane@acme.com`), span(' by e-mail address')],
          [
            code(`${COMMAND} in_1AbC…`),
            span(' by a customer, invoice, charge, payment, subscription or refund id'),
          ],
          [code(`${COMMAND} ticket:4711`), span(' for the customer of a Zendesk ticket')],
        ]),
        paragraph(
          span('Add '),
          code('--private'),
          span(' to see the answer alone, '),
          code('--here'),
          span(' to share it in this channel. In threads, mention me with the customer or use '),
          bold('Check this billing'),
          span(' in a message’s menu.'),
        ),
      ),
    ],
  };
}
