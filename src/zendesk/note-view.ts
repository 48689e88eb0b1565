import type { UrgencyLevel } from '../analysis/finding.ts';

/** What an internal note says, in plain values. Every text may come from outside and is cleaned when rendered. */
export interface NoteView {
  /** E.g. `[bc:an_…]`: what the note is found by. */
  readonly marker: string;
  /** One sentence: the answer. */
  readonly verdict_line: string;
  readonly urgency: { readonly level: UrgencyLevel; readonly reasons: readonly string[] };
  readonly customer: {
    readonly name: string | null;
    readonly email: string | null;
    /** Of the Stripe dashboard. */
    readonly url: string | null;
  } | null;
  readonly summary: string;
  /** What the customer says, held against the history; absent in notes that were stored before there was one. */
  readonly claims?: readonly string[];
  readonly findings: readonly NoteFinding[];
  readonly likely_cause: string;
  readonly next_checks: readonly { readonly what: string; readonly owner: string }[];
  readonly draft_reply: string;
  /** Language tag of the draft, e.g. `de`. */
  readonly draft_language: string;
  readonly not_checked: readonly string[];
  /** Who worded the note, e.g. `billing-check (no AI)`. */
  readonly written_by: string;
}

export interface NoteFinding {
  readonly title: string;
  /** E.g. `billing error`. */
  readonly classification_label: string;
  /** As a reader writes it, e.g. `$49.00`. */
  readonly amount: string | null;
  readonly message: string;
  /** Lines of arithmetic. */
  readonly recomputation: readonly string[];
  readonly evidence: readonly { readonly label: string; readonly url: string | null }[];
  /** One sentence: the proposed correction. */
  readonly correction: string | null;
}

/**
 * Foreign text made fit to be shown: no control characters (an ANSI sequence would act on a terminal), no
 * characters that reorder or hide others (bidirectional controls, zero-width spaces, the Unicode tag block), no
 * lone surrogates. Line breaks stay as `\n`; joiners stay, because scripts and emoji need them.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, '')
    .replace(
      /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu,
      '',
    );
}

/** Clean text on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/** At most `maximum` characters, cut at a word where one ends near, with an ellipsis. */
export function shorten(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  const head = text.slice(0, Math.max(0, maximum - 1)).replace(/\p{Cs}/gu, '');
  const space = head.lastIndexOf(' ');
  return `${(space > maximum * 0.7 ? head.slice(0, space) : head).trimEnd()}…`;
}
