/** So many words in a row are not the same by chance. */
const WORDS_IN_A_ROW = 8;
/** Characters without a gap from which on letters and digits are an encoding rather than a word. */
const MIN_ENCODED_CHARACTERS = 24;

/** To write like them is what they are for. */
const EXAMPLES = /\n# Examples\n[\s\S]*?(?=\n# |$)/;

const prepared = new Map<string, ReadonlySet<string>>();

/**
 * Where a text recites what the model was told to do, as the first words that are the same; null where it does not.
 * A prompt's examples may be followed, and what is in `known`, e.g. the text to be worded, may be said.
 */
export function recited(text: string, instructions: string, known: string): string | null {
  let rows = prepared.get(instructions);
  if (rows === undefined) {
    rows = new Set(rowsOf(instructions.replace(EXAMPLES, '')));
    prepared.set(instructions, rows);
  }
  const told = rowsOf(text).filter((row) => rows.has(row));
  if (told.length === 0) return null;
  const allowed = new Set(rowsOf(known));
  return told.find((row) => !allowed.has(row)) ?? null;
}

/**
 * Runs of characters that hide something from whoever reads: base64, hexadecimal, a text written backwards without
 * gaps. `known` holds what may stand in a text, e.g. ids.
 */
export function encodedRuns(text: string, known: string): readonly string[] {
  const runs = text.match(/[A-Za-z0-9+/=_-]+/g) ?? [];
  return runs.filter(
    (run) =>
      run.length >= MIN_ENCODED_CHARACTERS &&
      (/[0-9+/=]/.test(run) || /[a-z][A-Z]/.test(run)) &&
      !known.includes(run),
  );
}

function rowsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const rows: string[] = [];
  for (let at = 0; at + WORDS_IN_A_ROW <= words.length; at += 1)
    rows.push(words.slice(at, at + WORDS_IN_A_ROW).join(' '));
  return rows;
}
