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
import { cut, inertLine, inertText, jsonBytes } from './inert.ts';
import { FIRST_EVIDENCE, FIRST_FINDINGS, idShortener } from './short-ids.ts';

export interface FindingsInput {
  readonly findings: readonly ResultFinding[];
  readonly livemode: boolean;
  readonly detail: 'compact' | 'folded' | 'full';
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
const BRIEF: Detail = { message: 0, steps: 4, evidence: FIRST_EVIDENCE, correction: 300 };
const COMPACT: Detail = { message: 0, steps: 0, evidence: FIRST_EVIDENCE, correction: 0 };
/** What is tried in turn until it fits. */
const LEVELS = { full: [FULL, BRIEF], folded: [BRIEF], compact: [COMPACT] } as const;

const MAX_LINES = 4;
const MAX_LINES_FULL = 20;
const TITLE_MAX = 120;
const STEP_MAX = 160;
const LABEL_MAX = 60;
/** Room kept for one-line findings and the notice below them, so that the first ones do not push out the others. */
const RESERVE_BYTES = 1_400;
/** Of `and n more findings`. */
const NOTICE_BYTES = 120;

/**
 * The findings in their order: the first ones with arithmetic, evidence and the drafted correction, the others in one
 * line each, the rest counted. Depends on the findings alone, never on the wording, so nothing moves when the wording
 * is refined.
 */
export function findingBlocks({ findings, livemode, detail, budget_bytes }: FindingsInput): FindingsView {
  const shorten = idShortener(findings);
  const reserve = findings.length > 1 ? RESERVE_BYTES : 0;
  const detailed: KnownBlock[] = [];
  let room = budget_bytes - reserve;
  let shortened = false;
  for (const finding of detail === 'full' ? findings : findings.slice(0, FIRST_FINDINGS)) {
    const versions = LEVELS[detail].map((level) =>
      richText(...oneFinding(finding, { livemode, shorten, ...level })),
    );
    const block = versions.find((version) => jsonBytes(version) < room);
    if (block === undefined) break;
    if (block !== versions[0]) shortened = true;
    room -= jsonBytes(block) + 1;
    detailed.push(block);
  }
  const rest = findings.slice(detailed.length);
  return {
    blocks: [
      ...detailed,
      ...oneLineEach(rest, detail === 'full' ? MAX_LINES_FULL : MAX_LINES, room + reserve),
    ],
    cut: detail === 'full' && (shortened || rest.length > 0),
  };
}

interface Page extends Detail {
  readonly livemode: boolean;
  readonly shorten: (text: string) => string;
}

function oneFinding(finding: ResultFinding, page: Page): RichTextPart[] {
  const { message, recomputation, evidence } = finding;
  const { shorten } = page;
  const shown = page.message === 0 ? '' : cut(shorten(inertText(message)), page.message);
  const steps = stepRows(recomputation, page);
  const below = [
    ...(evidence.length === 0 ? [] : [evidenceRow(evidence, page)]),
    ...correctionRow(finding, page),
  ];
  return [
    lines([
      headline(finding),
      [italic(traits(finding, page.message > 0))],
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

/** The first lines of arithmetic and the last, which has the result; what is left out between them is counted. */
function stepRows(steps: readonly RecomputationStep[], { steps: most, shorten }: Page): Span[][] {
  if (most === 0) return [];
  const row = (step: RecomputationStep): Span[] => [span(stepText(step, shorten))];
  if (steps.length <= most + 1) return steps.map(row);
  return [
    ...steps.slice(0, most - 1).map(row),
    [span(`… ${plural(steps.length - most, 'more line')} …`)],
    ...steps.slice(-1).map(row),
  ];
}

/** One line of arithmetic; a step that only states a value states it once. */
function stepText({ label, expression, result }: RecomputationStep, shorten: Page['shorten']): string {
  const [left, value] = [inertLine(expression, STEP_MAX), inertLine(result, 60)];
  return `${inertLine(shorten(label), STEP_MAX)}: ${left === value ? value : `${left} = ${value}`}`;
}

function evidenceRow(refs: readonly EvidenceRef[], { livemode, evidence: most }: Page): Span[] {
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

function correctionRow(finding: ResultFinding, { correction: most, shorten }: Page): Span[][] {
  const correction = correctionLine(finding);
  if (correction === null || most === 0) return [];
  return [[bold('→ Drafted, not executed: '), span(inertLine(shorten(correction), most))]];
}

/** As many of `findings` as fit, each on one line of one list; the rest counted. */
function oneLineEach(findings: readonly ResultFinding[], most: number, room: number): KnownBlock[] {
  let shown = Math.min(most, findings.length);
  while (shown > 0 && jsonBytes(oneLineList(findings.slice(0, shown))) > room - NOTICE_BYTES) shown -= 1;
  const counted = findings.length - shown;
  return [
    ...(shown > 0 ? [oneLineList(findings.slice(0, shown))] : []),
    ...(counted > 0 ? [context(`and ${plural(counted, 'more finding')}`)] : []),
  ];
}

function oneLineList(findings: readonly ResultFinding[]): KnownBlock {
  const rows = findings.map((finding) => [
    ...headline(finding),
    span(` (${classificationLabel(finding.classification)})`),
  ]);
  return richText(paragraph(bold('Also found')), bullets(rows));
}
