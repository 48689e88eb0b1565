import type { RuleFinding } from '../finding.ts';
import type { HistoryIndex } from '../history-index.ts';
import { twinsInHistory } from '../identity.ts';

/**
 * Takes the correction off a finding that rests on two customer records tied by an e-mail address alone: whether they
 * are one person's must be confirmed before money moves (RULES.md, "Ordering, netting and verdicts", 1).
 */
export function holdUnproved(finding: RuleFinding, index: HistoryIndex): RuleFinding {
  if (finding.correction === null) return finding;
  const records = [...new Set(finding.evidence.flatMap(({ id }) => ownerOf(id, index) ?? []))];
  const [first, ...others] = records;
  if (first === undefined || others.length === 0) return finding;
  const proved = new Set(twinsInHistory(index, first).flatMap((twin) => (twin.proved ? twin.customer : [])));
  if (others.every((other) => proved.has(other))) return finding;
  return {
    ...finding,
    correction: null,
    message: `${finding.message} Nothing is drafted while only an e-mail address ties ${records.sort().join(' and ')}: confirm first that they are one customer's.`,
  };
}

function ownerOf(id: string, index: HistoryIndex): string | null {
  return (
    index.customer(id)?.id ??
    index.subscription(id)?.customer ??
    index.invoice(id)?.customer ??
    index.charge(id)?.customer ??
    null
  );
}
