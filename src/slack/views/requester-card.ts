import { correctionWords, stateWords } from '../../corrections/words.ts';
import { correctionValue } from '../correction-value.ts';
import { ACTIONS, BLOCKS } from '../ids.ts';
import {
  actions,
  bold,
  button,
  type KnownBlock,
  lines,
  richText,
  type SlackMessage,
  type Span,
  span,
} from './blocks.ts';
import { type CorrectionCardInput, cardText } from './correction-card.ts';
import { outcomeRows } from './correction-outcome.ts';
import { ticketSpan } from './head.ts';
import { inertFallback, inertLine } from './inert.ts';

const NAME_MAX = 100;
const SENTENCE_MAX = 700;
const MAX_DECISIONS = 2;

/** What whoever asked for a correction is told: its state in a line, and who decided. Edited as it goes on. */
export function requesterCard(input: CorrectionCardInput): SlackMessage {
  const { correction, customer, ticket } = input;
  const name = inertLine(customer?.name ?? customer?.email ?? correction.customer, NAME_MAX);
  const words = inertLine(correctionWords(correction.drafted), 160);
  const dryRun = correction.mode === 'dry_run' ? ' (dry run)' : '';
  const rows: Span[][] = [
    [
      bold(`${words.charAt(0).toUpperCase()}${words.slice(1)}`),
      span(`${dryRun} for ${name}`),
      ...(ticket === null ? [] : [span(', ticket '), ticketSpan(ticket)]),
      span(': '),
      bold(stateWords(correction.state)),
      span('.'),
    ],
    ...outcomeRows(correction, input.names, MAX_DECISIONS),
  ];
  return { text: cardText(input), blocks: [richText(lines(rows)), ...withdrawal(input)] };
}

/** The answer to "Propose correction": a sentence, and the way back. */
export function proposedMessage(sentence: string, id: string, version: number): SlackMessage {
  return {
    text: inertFallback(sentence, SENTENCE_MAX),
    blocks: [
      richText(lines([[span(inertLine(sentence, SENTENCE_MAX))]])),
      actions(BLOCKS.correctionActions, [withdrawButton({ id, version })]),
    ],
  };
}

function withdrawal({ correction }: CorrectionCardInput): KnownBlock[] {
  if (correction.state !== 'proposed' && correction.state !== 'awaiting_second') return [];
  return [actions(BLOCKS.correctionActions, [withdrawButton(correction)])];
}

const withdrawButton = (ref: { readonly id: string; readonly version: number }) =>
  button('Withdraw', ACTIONS.withdraw, correctionValue(ref));
