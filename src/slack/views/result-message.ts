import { plural } from '../../analysis/wording.ts';
import { CLAIM_TITLE, claimLines } from '../../check/claim-lines.ts';
import { writtenBy } from '../../check/labels.ts';
import type { AnalysisResult } from '../../check/result.ts';
import { undecided } from '../../check/undecided.ts';
import { ACTIONS, BLOCKS } from '../ids.ts';
import {
  actions,
  bold,
  bullets,
  button,
  context,
  divider,
  type KnownBlock,
  lines,
  paragraph,
  richText,
  type SlackMessage,
  span,
} from './blocks.ts';
import { draftBlock } from './draft.ts';
import { type FindingsView, findingBlocks } from './findings.ts';
import { type HeadInput, headBlocks, headText } from './head.ts';
import { inertLine, jsonBytes } from './inert.ts';
import { LIMITS } from './limits.ts';
import { proposalButtons } from './proposals.ts';
import { idShortener } from './short-ids.ts';
import { summaryText } from './summary-text.ts';

export interface ResultMessageInput extends HeadInput {
  /** Of the stored analysis, e.g. `an_…`: all that the buttons carry. */
  readonly id: string;
  /** `deterministic` while a model may still refine the wording; the same blocks in the same order either way. */
  readonly stage: 'deterministic' | 'final';
  /** Everything there is room for; else what is needed in the first ten seconds. */
  readonly expanded: boolean;
  /** False when there is no Zendesk, or the draft was put there already. */
  readonly canPutOnTicket: boolean;
}

const SUMMARY_MAX = 800;
const CAUSE_MAX = 300;
const MAX_CLAIMS = 3;
const CLAIM_MAX = 300;
const MAX_NEXT_CHECKS = 4;
const NEXT_CHECK_MAX = 200;
const MAX_NOT_CHECKED = 3;
const NOT_CHECKED_MAX = 160;
/**
 * Room kept for what a writer words (summary, cause, next checks, draft, author), whatever it writes: so the findings
 * above and below stay where they are when the wording is refined.
 */
const WORDING_BYTES = 6_200;

/**
 * The answer of one check: the verdict first, then whom it is about, what happened, the findings with their
 * arithmetic and evidence, what to do next, the reply to copy, what was not checked and who wrote the text.
 */
export function resultMessage(input: ResultMessageInput): SlackMessage {
  const { result, livemode, expanded } = input;
  const head = headBlocks(input);
  const claims = claimBlocks(result);
  const proposals = proposalButtons(input.id, result.findings);
  const foot = [...proposals, resultActions(input), ...notChecked(result, expanded)];
  const findings = findingBlocks({
    findings: result.findings,
    livemode,
    detail: expanded ? 'full' : 'folded',
    budget_bytes: LIMITS.message_bytes - WORDING_BYTES - jsonBytes([...head, ...claims, ...foot]),
  });
  return {
    text: headText(input),
    blocks: [
      ...head,
      explanation(result, expanded),
      ...claims,
      ...findings.blocks,
      ...elsewhere(findings, result),
      ...proposals,
      nextChecks(result),
      divider,
      draftBlock(result),
      ...foot.slice(proposals.length),
      author(input),
    ],
  };
}

/** What happened; unfolded also why. */
function explanation(result: AnalysisResult, expanded: boolean): KnownBlock {
  const summary = summaryText(result, SUMMARY_MAX);
  const cause = inertLine(result.triage.likely_cause, CAUSE_MAX);
  return richText(
    lines([[span(summary)], ...(expanded && cause !== '' ? [[bold('Likely cause: '), span(cause)]] : [])]),
  );
}

/** Where the history does not bear out what the customer says; where it does, the findings tell it. */
function claimBlocks(result: AnalysisResult): KnownBlock[] {
  const shorten = idShortener(result.findings);
  const rows = claimLines(result, ['contradicted', 'open'])
    .slice(0, MAX_CLAIMS)
    .map((claim) => [span(inertLine(shorten(claim), CLAIM_MAX))]);
  return rows.length === 0 ? [] : [richText(paragraph(bold(CLAIM_TITLE)), bullets(rows))];
}

/** Where the whole can be read when a message cannot hold it. */
function elsewhere({ cut }: FindingsView, { customer }: AnalysisResult): KnownBlock[] {
  const [id = ''] = customer.ids;
  if (!cut || id === '') return [];
  return [context(`A message holds no more: billing-check check ${inertLine(id, 255)} prints everything.`)];
}

function nextChecks({ findings, triage: { next_checks } }: AnalysisResult): KnownBlock {
  const shorten = idShortener(findings);
  const rows = next_checks
    .slice(0, MAX_NEXT_CHECKS)
    .map(({ what, owner }) => [bold(`${owner}: `), span(inertLine(shorten(what), NEXT_CHECK_MAX))]);
  const more = next_checks.length - rows.length;
  if (more > 0) rows.push([span(`and ${more} more`)]);
  const title = paragraph(bold('Next'));
  return rows.length === 0
    ? richText(title, paragraph(span('Nothing is left to do.')))
    : richText(title, bullets(rows));
}

/** Always a row, so that a longer draft adds no block. */
function resultActions({ id, result, ticket, expanded, canPutOnTicket }: ResultMessageInput): KnownBlock {
  const folded = result.findings.length + result.skipped.length + result.gaps.length > 0;
  return actions(BLOCKS.resultActions, [
    ...(ticket !== null && canPutOnTicket
      ? [button('Put on the ticket as internal draft', ACTIONS.putOnTicket, id, 'primary')]
      : []),
    button('Open the reply', ACTIONS.readDraft, id),
    ...(expanded ? [button('Show less', ACTIONS.showLess, id)] : []),
    ...(!expanded && folded ? [button('Show everything', ACTIONS.showEverything, id)] : []),
    button('Right or wrong?', ACTIONS.feedback, id),
  ]);
}

function notChecked(result: AnalysisResult, expanded: boolean): KnownBlock[] {
  const { gaps, skipped } = result;
  const reasons = expanded ? undecided(result) : [];
  const all = [...gaps, ...reasons];
  const shown = all.slice(0, expanded ? 2 * MAX_NOT_CHECKED : MAX_NOT_CHECKED);
  const texts = [
    ...shown.map((text) => inertLine(text, NOT_CHECKED_MAX)).filter((text) => text !== ''),
    ...(all.length > shown.length ? [`and ${all.length - shown.length} more`] : []),
    ...(!expanded && skipped.length > 0 ? [`${plural(skipped.length, 'rule')} could not decide`] : []),
  ];
  return texts.length === 0 ? [] : [context(`Not checked: ${texts.join(' · ')}`)];
}

function author({ result: { triage, as_of }, stage }: ResultMessageInput): KnownBlock {
  const who =
    stage === 'final' ? writtenBy(triage) : 'The findings are final; their wording is still being refined.';
  const moment = inertLine(as_of, 40)
    .replace('T', ' ')
    .replace(/(?::\d\d)?Z$/, ' UTC');
  return context(`${inertLine(who, 300)} As of ${moment}.`);
}
