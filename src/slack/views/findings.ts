import type { EvidenceRef, RecomputationStep } from '../../analysis/finding.ts';
import { plural } from '../../analysis/wording.ts';
import { dashboardUrl } from '../../check/dashboard-url.ts';
import { classificationLabel, correctionLine } from '../../check/labels.ts';
import type { ResultFinding } from '../../check/result.ts';
import { formatMoney } from '../../money.ts';
import {
  bold,
  bullets,
  context,
  italic,
  type KnownBlock,
  lines,
  link,
  paragraph,
  type RichTextPart,
  richText,
  type Span,
  span,
} from './blocks.ts';
import { inertLine, inertText, jsonBytes, wholeParagraphs } from './inert.ts';

export interface FindingsInput {
  readonly findings: readonly ResultFinding[];
  readonly livemode: boolean;
  /** Everything there is room for, or what is needed first. */
  readonly expanded: boolean;
  /** Bytes of JSON the blocks may take together. */
  readonly budget_bytes: number;
}

export interface FindingsView {
  readonly blocks: KnownBlock[];
  /** True when something was left out for want of room, not only folded. */
  readonly cut: boolean;
}

/** How much of one finding is shown. */
interface Detail {
  readonly message: number;
  readonly steps: number;
  readonly evidence: number;
  readonly correction: number;
}
const FULL: Detail = { message: 900, steps: 12, evidence: 8, correction: 400 };
const BRIEF: Detail = { message: 0, steps: 4, evidence: 4, correction: 300 };
/** From this many on, a folded result shows one line each. */
const FIRST_FINDINGS = 2;
const MAX_LINES_FOLDED = 4;
const MAX_LINES_EXPANDED = 20;
const TITLE_MAX = 120;
const STEP_MAX = 160;
const LABEL_MAX = 60;
/** Room kept for one-line findings and the notice below them, so that the first ones do not push out the others. */
const RESERVE_BYTES = 1_400;

/**
 * The findings in their order: the first ones with arithmetic, evidence and the drafted correction, the others in one
 * line each, the rest counted. Depends on the findings alone, never on the wording, so nothing moves when the wording
 * is refined.
 */
export function findingBlocks({ findings, livemode, expanded, budget_bytes }: FindingsInput): FindingsView {
  const levels = expanded ? [FULL, BRIEF] : [BRIEF];
  const detailed: KnownBlock[] = [];
  let room = budget_bytes - (findings.length > 1 ? RESERVE_BYTES : 0);
  let shortened = false;
  for (const finding of findings.slice(0, expanded ? findings.length : FIRST_FINDINGS)) {
    const versions = levels.map((detail) => richText(...oneFinding(finding, livemode, detail)));
    const block = versions.find((version) => jsonBytes(version) <= room);
    if (block === undefined) break;
    if (block !== versions[0]) shortened = true;
    room -= jsonBytes(block) + 1;
    detailed.push(block);
  }
  const rest = findings.slice(detailed.length);
  if (rest.length === 0) return { blocks: detailed, cut: shortened };
  const room_left = room + (findings.length > 1 ? RESERVE_BYTES : 0);
  const listed = oneLineEach(rest, expanded ? MAX_LINES_EXPANDED : MAX_LINES_FOLDED, room_left - 200);
  const counted = rest.length - listed.count;
  return {
    blocks: [
      ...detailed,
      ...listed.blocks,
      ...(counted > 0 ? [context(`and ${plural(counted, 'more finding')}`)] : []),
    ],
    cut: expanded,
  };
}

function oneFinding(finding: ResultFinding, livemode: boolean, detail: Detail): RichTextPart[] {
  const { message, recomputation, evidence } = finding;
  const shown = wholeParagraphs(inertText(message), detail.message);
  const steps = recomputation.slice(0, detail.steps).map((step) => [span(stepText(step))]);
  const moreSteps = recomputation.length - steps.length;
  if (moreSteps > 0) steps.push([span(`and ${plural(moreSteps, 'more line')}`)]);
  const below = [
    ...(evidence.length === 0 ? [] : [evidenceRow(evidence, livemode, detail.evidence)]),
    ...correctionRow(finding, detail.correction),
  ];
  return [
    lines([
      headline(finding),
      [italic(traits(finding, detail === FULL))],
      ...(shown === '' ? [] : [[span(shown)]]),
    ]),
    ...(steps.length === 0 ? [] : [bullets(steps)]),
    ...(below.length === 0 ? [] : [lines(below)]),
  ];
}

function headline({ title, amount }: ResultFinding): Span[] {
  const money = amount === null ? '' : `: ${inertLine(formatMoney(amount), 40)}`;
  return [bold(`${inertLine(title, TITLE_MAX) || 'Finding'}${money}`)];
}

function traits(
  { classification, confidence, about_ticket, rule }: ResultFinding,
  withRule: boolean,
): string {
  return [
    classificationLabel(classification),
    confidence === 'certain' ? 'certain' : `${confidence} confidence`,
    ...(about_ticket ? ['what the ticket is about'] : []),
    ...(withRule ? [inertLine(rule, LABEL_MAX)] : []),
  ].join(' · ');
}

/** One line of arithmetic; a step that only states a value states it once. */
function stepText({ label, expression, result }: RecomputationStep): string {
  const [left, value] = [inertLine(expression, STEP_MAX), inertLine(result, 60)];
  return `${inertLine(label, STEP_MAX)}: ${left === value ? value : `${left} = ${value}`}`;
}

function evidenceRow(refs: readonly EvidenceRef[], livemode: boolean, most: number): Span[] {
  const more = refs.length - Math.min(refs.length, most);
  return [
    span('Evidence: '),
    ...refs
      .slice(0, most)
      .flatMap((ref, place) => [
        span(place === 0 ? '' : ', '),
        link(
          inertLine(`${ref.object.replaceAll('_', ' ')} ${ref.id}`, LABEL_MAX) || 'evidence',
          dashboardUrl(ref, livemode),
        ),
      ]),
    span(more > 0 ? ` and ${more} more` : ''),
  ];
}

function correctionRow(finding: ResultFinding, most: number): Span[][] {
  const correction = correctionLine(finding);
  if (correction === null) return [];
  return [[bold('→ Drafted, not executed: '), span(inertLine(correction, most))]];
}

/** As many of `findings` as fit, each on one line of one list. */
function oneLineEach(
  findings: readonly ResultFinding[],
  most: number,
  room: number,
): { readonly blocks: KnownBlock[]; readonly count: number } {
  const list = (count: number): KnownBlock =>
    richText(
      paragraph(bold('Also found')),
      bullets(
        findings
          .slice(0, count)
          .map((finding) => [
            ...headline(finding),
            span(` (${classificationLabel(finding.classification)})`),
          ]),
      ),
    );
  let count = Math.min(most, findings.length);
  while (count > 0 && jsonBytes(list(count)) > room) count -= 1;
  return count === 0 ? { blocks: [], count } : { blocks: [list(count)], count };
}
