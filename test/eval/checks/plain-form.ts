import type { DraftCheck } from './draft-case.ts';
import { quoted } from './found-words.ts';

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/\*\*[^*\n]+\*\*|(?<![\p{L}\p{N}_])__[^_\n]+__|`[^`\n]+`/gu, 'is Markdown'],
  [/^[ \t]*(?:#{1,6} |[-*•‣] |\d{1,2}[.)] |>|\|)/gmu, 'is a heading, a list or a table'],
  [/\[[^\]\n]*\]\([^)\n]*\)/gu, 'is a Markdown link'],
  [/<\/?[a-z!][^>\n]*>/giu, 'is HTML'],
  [
    /\[[A-Z][A-Z0-9 _-]*\]|\[(?:card|email|id|name|secret|iban)\]|\{\{?[\w ]+\}?\}|<\/?facts>/gu,
    'is a place-holder',
  ],
  [/\p{Extended_Pictographic}/gu, 'is a picture'],
  [/\n{3,}|[ \t]+$/gmu, 'is stray white space'],
  [/\b(?:undefined|null|NaN)\b|\[object Object\]/gu, 'is a slip of a program'],
];

/** Plain text that can be sent as it stands, on every surface. */
export const plainForm: DraftCheck = {
  name: 'plain-form',
  about: 'plain text: no Markdown, HTML, place-holders, lists or pictures',
  faultsOfDraft: (draft) =>
    FORMS.flatMap(([form, what]) =>
      // Signs that are also text (©, ™, digits of key caps) are no pictures.
      (draft.match(form) ?? [])
        .filter((found) => !/^[©®™]$/u.test(found))
        .map((found) => `${quoted(found)} ${what}`),
    ),
};
