import { CLAIM_TITLE } from '../check/claim-lines.ts';
import { cleanLine, cleanText, type NoteFinding, type NoteView } from './note-view.ts';

const COLUMNS = 88;
const LABEL_COLUMNS = 14;

/** The note as an agent would see it, in a terminal: plain text, labels aligned, wrapped at 88 columns. */
export function renderNoteAsText(view: NoteView): string {
  const sections = [
    wrap(cleanLine(view.verdict_line), ''),
    [
      ...labelled('Urgency', urgency(view)),
      ...labelled('Customer', customer(view)),
      ...labelled('In Stripe', cleanLine(view.customer?.url ?? '')),
    ],
    block(view.summary, ''),
    listed(CLAIM_TITLE, (view.claims ?? []).map(cleanLine)),
    ...view.findings.map((finding, index) => findingLines(finding, index + 1)),
    labelled('Likely cause', cleanLine(view.likely_cause)),
    listed(
      'Next checks',
      view.next_checks.map(({ what, owner }) => `${cleanLine(owner)}: ${cleanLine(what)}`),
    ),
    draft(view),
    listed('Not checked', view.not_checked.map(cleanLine)),
    wrap(`${cleanLine(view.written_by)} · ${cleanLine(view.marker)}`, ''),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function urgency(view: NoteView): string {
  const reasons = view.urgency.reasons.map(cleanLine).join(' ');
  return reasons === '' ? view.urgency.level : `${view.urgency.level}. ${reasons}`;
}

function customer(view: NoteView): string {
  if (view.customer === null) return '';
  const { name, email } = view.customer;
  return [name, email]
    .filter((part) => part !== null)
    .map(cleanLine)
    .join(' · ');
}

function findingLines(finding: NoteFinding, number: number): string[] {
  const amount = finding.amount === null ? '' : `, ${cleanLine(finding.amount)}`;
  const indent = '   ';
  return [
    ...wrap(
      `${number}. ${cleanLine(finding.title)} [${cleanLine(finding.classification_label)}]${amount}`,
      '',
      indent,
    ),
    ...block(finding.message, indent),
    ...finding.recomputation.flatMap((step) => wrap(cleanLine(step), `${indent}  = `, `${indent}    `)),
    ...labelled('Evidence', finding.evidence.map(({ label }) => cleanLine(label)).join(', '), indent),
    ...labelled('Correction', finding.correction === null ? '' : cleanLine(finding.correction), indent),
  ];
}

function draft(view: NoteView): string[] {
  const text = cleanText(view.draft_reply).trim();
  if (text === '') return [];
  return [`Draft reply (${cleanLine(view.draft_language)})`, ...block(text, '  | ')];
}

/** `Label         text`, continued under the text; nothing for an empty text. */
function labelled(label: string, text: string, indent = ''): string[] {
  if (text === '') return [];
  const head = indent + label.padEnd(LABEL_COLUMNS - indent.length);
  return wrap(text, head, ' '.repeat(LABEL_COLUMNS));
}

function listed(label: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [label, ...items.flatMap((item) => wrap(item, '  - ', '    '))];
}

/** Text with its own line breaks kept. */
function block(text: string, indent: string): string[] {
  const clean = cleanText(text).trim();
  if (clean === '') return [];
  return clean.split('\n').flatMap((part) => wrap(part.trim(), indent));
}

/** Breaks at spaces so that no line is wider than 88 columns; a word that is wider by itself is broken. */
function wrap(text: string, first: string, rest: string = first): string[] {
  const lines: string[] = [];
  let current = first;
  let room = COLUMNS - width(first);
  let empty = true;
  const next = () => {
    lines.push(current.trimEnd());
    current = rest;
    room = COLUMNS - width(rest);
    empty = true;
  };
  for (const word of text.split(' ')) {
    if (!empty && width(word) + 1 > room) next();
    if (!empty) {
      current += ' ';
      room -= 1;
    }
    for (const character of word) {
      const columns = width(character);
      if (columns > room) next();
      current += character;
      room -= columns;
    }
    empty = false;
  }
  next();
  return lines;
}

/** Characters a terminal shows in two columns: East Asian scripts, full-width forms, emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60]/u;

/** Columns of a text; combining marks and joiners take none. */
function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /[\p{Mn}\p{Me}\p{Cf}]/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}
