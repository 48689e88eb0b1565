import { writtenBy } from '../../check/labels.ts';
import { bold, bullets, context, paragraph, richText, type SlackMessage, span } from './blocks.ts';
import { findingBlocks } from './findings.ts';
import { type HeadInput, headBlocks, headText, type TicketLink } from './head.ts';
import { inertFallback, inertLine } from './inert.ts';
import { proposalButtons } from './proposals.ts';
import { idShortener } from './short-ids.ts';
import { summaryText } from './summary-text.ts';

export interface TriageChannelInput extends Omit<HeadInput, 'query' | 'ticket'> {
  /** Of the stored analysis. */
  readonly id: string;
  readonly ticket: TicketLink;
  /** True for a later result of the same ticket, which goes into the first one's thread. */
  readonly isUpdate: boolean;
}

const SUMMARY_MAX = 500;
const MAX_NEXT_CHECKS = 2;
const FINDINGS_BYTES = 3_000;

/**
 * A ticket's result for the triage channel: who, what, how much, what is next. The draft and the arithmetic are in
 * the note on the ticket, which the message links to.
 */
export function triageChannelMessage({
  id,
  result,
  livemode,
  ticket,
  isUpdate,
}: TriageChannelInput): SlackMessage {
  const { triage, findings, query } = result;
  const input: HeadInput = { result, livemode, query, ticket };
  const shorten = idShortener(findings);
  const next = triage.next_checks
    .slice(0, MAX_NEXT_CHECKS)
    .map(({ what, owner }) => [bold(`${owner}: `), span(inertLine(shorten(what), 200))]);
  return {
    text: `${isUpdate ? 'Checked again' : 'Ticket'} #${inertFallback(ticket.id, 40)}: ${headText(input)}`,
    blocks: [
      ...headBlocks(input),
      richText(paragraph(span(summaryText(result, SUMMARY_MAX)))),
      ...findingBlocks({ findings, livemode, detail: 'compact', budget_bytes: FINDINGS_BYTES }).blocks,
      ...proposalButtons(id, findings),
      ...(next.length === 0 ? [] : [richText(paragraph(bold('Next')), bullets(next))]),
      context(
        `${isUpdate ? 'Checked again. ' : ''}The note on the ticket has the drafted reply. ${inertLine(writtenBy(triage), 300)}`,
      ),
    ],
  };
}
