import type { ResultFinding } from '../../check/result.ts';

/** How much of a finding every version of a result shows in full. */
export const FIRST_FINDINGS = 2;
export const FIRST_EVIDENCE = 4;

const STRIPE_ID = /\b[a-z]{2,5}_[A-Za-z0-9]{14,}\b/g;

/**
 * Shortens ids in running text, `ch_3lRorT1DywlLU90aYCsuVaGH` → `ch_3lRo…VaGH`: only those that the evidence of
 * `findings` shows in full, with their links, in the same message, and that stay different when shortened.
 */
export function idShortener(findings: readonly ResultFinding[]): (text: string) => string {
  const shown = new Set(
    findings
      .slice(0, FIRST_FINDINGS)
      .flatMap(({ evidence }) => evidence.slice(0, FIRST_EVIDENCE).map(({ id }) => id)),
  );
  // Two ids that look alike when shortened stay long, and so do the others: a reader compares them.
  const distinct = new Set([...shown].map(shortId)).size === shown.size;
  return (text) => (distinct ? text.replace(STRIPE_ID, (id) => (shown.has(id) ? shortId(id) : id)) : text);
}

function shortId(id: string): string {
  const prefix = id.indexOf('_') + 1;
  return `${id.slice(0, prefix + 4)}…${id.slice(-4)}`;
}
