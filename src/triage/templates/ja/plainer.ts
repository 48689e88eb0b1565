/** Humble forms and the merely polite ones; what is a set phrase stays. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/でございました/g, 'でした'],
  [/でございます/g, 'です'],
  [/(?<!申し訳)ございません/g, 'ありません'],
  [/(?<!申し訳)ございました/g, 'ありました'],
  [/(?<!ありがとう)ございます/g, 'あります'],
  [/ておりま/g, 'ていま'],
  [/(?<!お願い)いたしま/g, 'しま'],
  [/てまいりま/g, 'てきま'],
];

/** A sentence as a friendly letter has it: polite, and no humbler than that. */
export function plainer(sentence: string): string {
  return FORMS.reduce((text, [humble, polite]) => text.replace(humble, polite), sentence);
}
