/** Sentence ends in the languages read; a point inside a number ends none. */
const SENTENCE_END = /[.!?](?=\s)|[。！？\n\r]/u;
/** What comes after so many sentences is read as one more. */
const MAX_SENTENCES = 200;

/** The sentences of a text in their order, none of them empty, at most 201. Time is linear in the text. */
export function sentencesOf(text: string): readonly string[] {
  const all = text
    .split(SENTENCE_END)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
  if (all.length <= MAX_SENTENCES) return all;
  return [...all.slice(0, MAX_SENTENCES), all.slice(MAX_SENTENCES).join(' ')];
}
