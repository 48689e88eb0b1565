import { assert } from '../assert.ts';
import { CLAIM_TITLE } from '../check/claim-lines.ts';
import { escapeHtml } from './escape-html.ts';
import { anchor, block, draftBlock, line, list, MAXIMUM_NOTE_HTML_BYTES, paragraph } from './note-html.ts';
import { cleanLine, type NoteFinding, type NoteView } from './note-view.ts';

export { MAXIMUM_NOTE_HTML_BYTES } from './note-html.ts';
export { renderNoteAsText } from './note-text.ts';
export type { NoteFinding, NoteView } from './note-view.ts';

/** How much of everything is shown; the tightest fits whatever the texts are (an escaped character is 6 bytes). */
interface Limits {
  readonly findings: number;
  readonly message: number;
  readonly lines: number;
  readonly line: number;
  readonly summary: number;
  readonly draft: number;
}
const LIMITS: readonly Limits[] = [
  { findings: 20, message: 2_000, lines: 20, line: 300, summary: 3_000, draft: 20_000 },
  { findings: 8, message: 800, lines: 8, line: 200, summary: 1_500, draft: 12_000 },
  { findings: 3, message: 300, lines: 3, line: 120, summary: 500, draft: 2_000 },
];

/**
 * The internal note as HTML that Zendesk keeps as it is: `p ul li b br code blockquote a`, links only to the Stripe
 * dashboard. The verdict comes first. When the whole does not fit, the less important is shortened first and the
 * note says what is missing.
 */
export function renderNote(view: NoteView): string {
  assert(cleanLine(view.marker) === view.marker && view.marker !== '', 'a marker is plain text', {
    marker: view.marker,
  });
  for (const limits of LIMITS) {
    const html = renderWithin(view, limits);
    if (Buffer.byteLength(html) <= MAXIMUM_NOTE_HTML_BYTES) return html;
  }
  assert(false, 'the tightest limits fit any note', { marker: view.marker });
}

function renderWithin(view: NoteView, limits: Limits): string {
  const shown = view.findings.slice(0, limits.findings);
  const more = view.findings.length - shown.length;
  return [
    `<p><b>${line(view.verdict_line, limits.message)}</b></p>`,
    paragraph('Urgency', urgency(view, limits)),
    customer(view),
    block(view.summary, limits.summary),
    list(
      CLAIM_TITLE,
      (view.claims ?? []).map((claim) => line(claim, limits.message)),
      limits.lines,
    ),
    ...shown.map((finding, index) => findingHtml(finding, index + 1, limits)),
    more > 0 ? `<p>${more} more ${more === 1 ? 'finding is' : 'findings are'} not shown here.</p>` : '',
    view.likely_cause === '' ? '' : paragraph('Likely cause', line(view.likely_cause, limits.message)),
    list(
      'Next checks',
      view.next_checks.map(({ what, owner }) => `<b>${line(owner, 40)}</b>: ${line(what, limits.line)}`),
      limits.lines,
    ),
    draftBlock('Draft reply', view.draft_reply, view.draft_language, limits.draft),
    list(
      'Not checked',
      view.not_checked.map((gap) => line(gap, limits.line)),
      limits.lines,
    ),
    `<p>${line(view.written_by, 200)} · <code>${escapeHtml(view.marker)}</code></p>`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function urgency(view: NoteView, limits: Limits): string {
  const reasons = view.urgency.reasons.slice(0, limits.lines).map((reason) => line(reason, limits.line));
  const why = reasons.length === 0 ? '' : `. ${reasons.join(' ')}`;
  return `<b>${line(view.urgency.level, 20)}</b>${why}`;
}

function customer(view: NoteView): string {
  if (view.customer === null) return '';
  const { name, email, url } = view.customer;
  const who = [name, email].filter((part) => part !== null).map((part) => line(part, 200));
  const link = url === null ? '' : anchor('open in Stripe', url);
  return paragraph('Customer', [...who, link].filter((part) => part !== '').join(' · '));
}

function findingHtml(finding: NoteFinding, number: number, limits: Limits): string {
  const amount = finding.amount === null ? '' : `, <b>${line(finding.amount, 60)}</b>`;
  const title = line(finding.title, Math.min(200, limits.message));
  const evidence = finding.evidence
    .slice(0, limits.lines)
    .map(({ label, url }) => (url === null ? `<code>${line(label, 120)}</code>` : anchor(label, url)));
  const more = finding.evidence.length - evidence.length;
  return [
    `<p><b>${number}. ${title}</b> [${line(finding.classification_label, 40)}]${amount}</p>`,
    block(finding.message, limits.message),
    list(
      null,
      finding.recomputation.map((step) => `<code>${line(step, limits.line)}</code>`),
      limits.lines,
    ),
    evidence.length === 0
      ? ''
      : paragraph('Evidence', evidence.join(', ') + (more > 0 ? ` and ${more} more` : '')),
    finding.correction === null
      ? ''
      : paragraph('Proposed correction', line(finding.correction, limits.message)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}
