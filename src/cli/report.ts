import picocolors from 'picocolors';
import type { Classification, EvidenceRef, Verdict } from '../analysis/finding.ts';
import { plural, shownText } from '../analysis/wording.ts';
import { CLAIM_TITLE, claimLines } from '../check/claim-lines.ts';
import { dashboardUrl } from '../check/dashboard-url.ts';
import { classificationLabel, correctionLine, verdictSentence, writtenBy } from '../check/labels.ts';
import type { AnalysisResult, ResultFinding, ResultMatch } from '../check/result.ts';
import { undecided } from '../check/undecided.ts';
import { formatMoney } from '../money.ts';
import { displayWidth, hanging, justified, padded, wrap } from './text-layout.ts';

export interface ReportOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Whether dashboard links lead to live objects; by default as the customer says. */
  readonly livemode?: boolean;
}

const MIN_COLUMNS = 50;
const MAX_COLUMNS = 110;
const MAX_TEXT_CHARACTERS = 4_000;
const MAX_LABEL_COLUMNS = 44;
const MAX_EVIDENCE_SHOWN = 8;
const MAX_MATCHES_SHOWN = 10;
const MAX_SKIPPED_SHOWN = 6;
const MAX_GAPS_SHOWN = 10;
const MAX_CLAIMS_SHOWN = 5;

type Colors = ReturnType<typeof picocolors.createColors>;
type Paint = (text: string) => string;

/** Everything a section needs to lay itself out. */
interface Page {
  readonly colors: Colors;
  readonly width: number;
  readonly livemode: boolean;
}

/**
 * The report of one check for a terminal: the answer first, then what it rests on, what to do and what to write.
 * Every text is brought to plain lines first, so nothing in it can move the cursor or change direction.
 */
export function renderReport(result: AnalysisResult, options: ReportOptions): string {
  const page: Page = {
    colors: picocolors.createColors(options.color),
    width: Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, options.width || MAX_COLUMNS)),
    livemode: options.livemode ?? result.customer.matches?.[0]?.livemode ?? true,
  };
  const sections = [
    head(result, page),
    titled('Summary', wrap(plain(result.triage.summary), page.width - 2).map(indent), page),
    titled(CLAIM_TITLE, bullets(claimLines(result), MAX_CLAIMS_SHOWN, page), page),
    ...findings(result, page),
    titled('Not checked', bullets(result.gaps, MAX_GAPS_SHOWN, page), page),
    titled('Next', nextChecks(result, page), page),
    titled(`Reply to the customer (${plain(result.triage.language)})`, reply(result, page), page),
    skipped(result, page),
    [page.colors.dim(writtenBy(result.triage))],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => line.trimEnd()).join('\n'))
    .join('\n\n')}\n`;
}

const SYMBOLS: Readonly<Record<Verdict, string>> = {
  billing_error: '✗',
  likely_error: '?',
  payment_issue: '!',
  valid_but_confusing: '✓',
  no_anomaly: '✓',
  cannot_tell: '?',
};

function paintOf(kind: Verdict | Classification, { colors }: Page): Paint {
  switch (kind) {
    case 'billing_error':
      return colors.red;
    case 'likely_error':
    case 'cannot_tell':
      return colors.yellow;
    case 'payment_issue':
      return colors.magenta;
    case 'valid_but_confusing':
    case 'no_anomaly':
      return colors.green;
    case 'leakage':
    case 'notice':
      return colors.cyan;
  }
}

function head(result: AnalysisResult, page: Page): string[] {
  const { colors, width } = page;
  const paint = paintOf(result.verdict, page);
  const { level, reasons } = result.urgency;
  const urgent = level === 'urgent' || level === 'high';
  const label = (text: string): string => padded(text, 10);
  const urgency = hanging(
    `  ${label('Urgency')}`,
    [level, reasons.map(plain).join(' ')].filter((part) => part !== '').join(': '),
    width,
  );
  return [
    ...hanging(`${SYMBOLS[result.verdict]} `, plain(verdictSentence(result)), width).map((line) =>
      colors.bold(paint(line)),
    ),
    ...(urgent ? urgency.map((line) => colors.yellow(line)) : urgency),
    ...customer(result, page).flatMap((text, index) =>
      hanging(`  ${label(index === 0 ? 'Customer' : '')}`, text, width),
    ),
    ...hanging(
      `  ${label('As of')}`,
      plain(result.as_of)
        .replace('T', ' ')
        .replace(/(?::\d\d)?Z$/, ' UTC'),
      width,
    ),
  ];
}

const MATCHED_BY: Readonly<Record<string, string>> = {
  id: 'found by id',
  email: 'found by e-mail address',
  email_normalised: 'found by a similar e-mail address',
  ticket: 'named by the ticket',
  fingerprint: 'found by card',
};

function customer(
  { customer: { kind, ids, matches = [], matched_by, verified }, query }: AnalysisResult,
  page: Page,
): string[] {
  if (kind === 'not_found') return [`not found for "${plain(query)}"`];
  if (kind === 'deleted') return [`${ids.map(plain).join(', ')} was deleted in Stripe`];
  const shown = matches.slice(0, MAX_MATCHES_SHOWN);
  const rest = matches.length - shown.length;
  const how = MATCHED_BY[matched_by ?? ''] ?? '';
  return [
    ...(kind === 'ambiguous'
      ? [`${plural(ids.length, 'customer')} match "${plain(query)}": check one of them by id`]
      : []),
    ...shown.flatMap((match) => whoIs(match, page)),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    ...(shown.length === 0 ? ids.map(plain) : []),
    ...(kind === 'resolved'
      ? [verified ? how : `${how} only: confirm who is asking before anything is corrected`]
      : []),
  ].filter((line) => line !== '');
}

function whoIs({ id, name, email, livemode }: ResultMatch, { livemode: live }: Page): string[] {
  const who = [name, email === null ? null : `<${email}>`].filter((part) => part !== null).map(plain);
  const link = dashboardUrl({ object: 'customer', id }, livemode && live);
  return [[...who, plain(id)].join(' '), ...(link === null ? [] : [link])];
}

function findings({ findings: all }: AnalysisResult, page: Page): string[][] {
  return all.map((finding, index) => [
    ...(index === 0 ? [page.colors.bold(all.length === 1 ? 'Finding' : `Findings (${all.length})`), ''] : []),
    ...oneFinding(finding, page),
  ]);
}

function oneFinding(finding: ResultFinding, page: Page): string[] {
  const { colors, width } = page;
  const paint = paintOf(finding.classification, page);
  const amount = finding.amount === null ? '' : formatMoney(finding.amount);
  const traits = [
    classificationLabel(finding.classification),
    finding.confidence === 'certain' ? 'certain' : `${finding.confidence} confidence`,
    ...(finding.about_ticket ? ['what the ticket is about'] : []),
    finding.rule,
  ];
  const correction = correctionLine(finding);
  return [
    ...justified(`  ${plain(finding.title)}`, amount, width).map((line) => colors.bold(paint(line))),
    ...hanging('  ', traits.map(plain).join(' · '), width).map((line) => colors.dim(line)),
    ...hanging('  ', plain(finding.message), width),
    ...recomputation(finding, page),
    ...evidence(finding.evidence, page),
    ...(correction === null
      ? []
      : hanging('  → ', `Drafted, not executed: ${plain(correction)}`, width).map((line) =>
          colors.cyan(line),
        )),
  ];
}

/** The arithmetic in columns: what, how, and the results under one another. */
function recomputation({ recomputation: steps }: ResultFinding, { width }: Page): string[] {
  const rows = steps.map(({ label, expression, result }) => ({
    label: plain(label),
    expression: plain(expression),
    result: plain(result),
  }));
  const columns = Math.max(0, ...rows.map(({ label }) => displayWidth(label)));
  const isAmount = (text: string): boolean => /^[−-]?[\d.,]+$/.test(text);
  const amounts = rows.map(({ result }) => result).filter(isAmount);
  const results = Math.max(0, ...amounts.map(displayWidth));
  return rows.flatMap(({ label, expression, result }) => {
    const first = `    ${padded(label, Math.min(columns, MAX_LABEL_COLUMNS))}  `;
    const sum = `= ${isAmount(result) ? ' '.repeat(results - displayWidth(result)) : ''}${result}`;
    const oneLine = `${first}${expression}`;
    if (displayWidth(oneLine) + displayWidth(sum) + 2 <= width) return justified(oneLine, sum, width);
    return hanging(first, `${expression} = ${result}`, width);
  });
}

function evidence(refs: readonly EvidenceRef[], { colors, livemode }: Page): string[] {
  const shown = refs.slice(0, MAX_EVIDENCE_SHOWN).map((ref) => ({
    name: `${plain(ref.object).replaceAll('_', ' ')} ${plain(ref.id)}`,
    link: dashboardUrl(ref, livemode),
  }));
  const columns = Math.max(0, ...shown.map(({ name }) => displayWidth(name)));
  const rest = refs.length - shown.length;
  return [
    ...shown.map(({ name, link }) =>
      link === null ? `    ${name}` : `    ${padded(name, columns)}  ${colors.dim(link)}`,
    ),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ];
}

function nextChecks({ triage }: AnalysisResult, { width, colors }: Page): string[] {
  const columns = Math.max(0, ...triage.next_checks.map(({ owner }) => owner.length));
  return triage.next_checks.flatMap(({ what, owner }) => {
    const first = `  ${padded(owner, columns)}  `;
    const [line = '', ...more] = hanging(first, plain(what), width);
    return [`  ${colors.cyan(padded(owner, columns))}${line.slice(2 + columns)}`, ...more];
  });
}

function reply({ triage }: AnalysisResult, { width, colors }: Page): string[] {
  return triage.draft_reply
    .slice(0, MAX_TEXT_CHARACTERS)
    .split('\n')
    .flatMap((line) => wrap(plain(line), width - 4))
    .map((line) => `  ${colors.dim('│')} ${line}`);
}

function skipped(result: AnalysisResult, page: Page): string[] {
  const { skipped: rules } = result;
  if (rules.length === 0) return [];
  const reasons = undecided(result);
  const many = rules.length === 1 ? 'One rule could' : `${rules.length} rules could`;
  return [
    page.colors.dim(`${many} not decide everything`),
    ...bullets(reasons, MAX_SKIPPED_SHOWN, page).map((line) => page.colors.dim(line)),
  ];
}

function bullets(texts: readonly string[], most: number, { width }: Page): string[] {
  const rest = texts.length - most;
  return [
    ...texts.slice(0, most).flatMap((text) => hanging('  · ', plain(text), width)),
    ...(rest > 0 ? [`  · and ${rest} more`] : []),
  ];
}

function titled(title: string, lines: readonly string[], { colors }: Page): string[] {
  return lines.length === 0 ? [] : [colors.bold(title), ...lines];
}

function indent(line: string): string {
  return `  ${line}`;
}

function plain(text: string): string {
  return shownText(text, MAX_TEXT_CHARACTERS);
}
