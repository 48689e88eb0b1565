import type { DraftChange, DraftMark } from '../../db/feedback.ts';

/** A reply is a few hundred words; what is longer is compared as far as this. */
const MAX_WORDS = 1_200;

/** What became of a draft, by what was sent in its place: nothing of it is the agent's to say. */
export function draftUse(draft: string, sent: string): DraftMark {
  const [before, after] = [wordsOf(draft), wordsOf(sent)];
  const changes = changesBetween(before, after);
  const kept = changes.reduce((sum, { kind, words }) => sum + (kind === 'kept' ? words.length : 0), 0);
  if (kept === before.length && kept === after.length)
    return { use: 'used', changed_percent: 0, difference: null, reason: null };
  const share = 1 - (2 * kept) / (before.length + after.length);
  return {
    use: 'edited',
    // A change of one word in a thousand is one.
    changed_percent: Math.max(1, Math.round(100 * share)),
    difference: changes.map(({ kind, words }): DraftChange => ({ kind, text: words.join(' ') })),
    reason: null,
  };
}

/** Composers give text back as HTML, and break its lines as they like. */
function wordsOf(text: string): readonly string[] {
  return text
    .replace(/<\/?(?:br|p|div|li|ul|ol|span|b|i|em|strong|a)\b[^>]{0,1000}>/gi, ' ')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name] ?? ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

interface Run {
  readonly kind: DraftChange['kind'];
  readonly words: string[];
}

/** The longest common subsequence, and what is beside it; what was removed stands before what was added. */
function changesBetween(before: readonly string[], after: readonly string[]): readonly Run[] {
  const common = commonLengths(before, after);
  const width = after.length + 1;
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  const runs: Run[] = [];
  const add = (kind: Run['kind'], word: string | undefined): void => {
    if (word === undefined) return;
    const last = runs.at(-1);
    if (last?.kind === kind) last.words.push(word);
    else runs.push({ kind, words: [word] });
  };
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      add('kept', before[i]);
      i += 1;
      j += 1;
    } else if (i < before.length && (j === after.length || at(i + 1, j) >= at(i, j + 1))) {
      add('removed', before[i]);
      i += 1;
    } else {
      add('added', after[j]);
      j += 1;
    }
  }
  return runs;
}

/** At `i`, `j`: how many words the rest of `before` from `i` and that of `after` from `j` have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array {
  const width = after.length + 1;
  const table = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      table[i * width + j] =
        before[i] === after[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
  return table;
}
