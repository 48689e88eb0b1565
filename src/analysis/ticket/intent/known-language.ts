import { fold } from '../fold.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Little words that most sentences of a language hold, folded; English ones are the stop words. */
const LITTLE_WORDS: ReadonlySet<string> = new Set(
  `ich du wir ihr sie es mir mich uns euch der die das ein eine einen dem den und oder aber nicht kein keine ist sind war
  habe haben hat wird werden kann konnen bei mit auf fur von zu im am wie was warum wenn noch mein meine unser unsere bitte
  danke hallo guten
  yo nosotros ustedes el los las un una unos y pero no es son fue he ha han hay con por para del al en mi mis nuestro
  nuestra su como que cuando gracias hola buenos buenas
  je nous vous il elle on le les des et mais ne pas est sont ai avons avez avec pour sur dans du au mon ma mes notre nos
  votre vos que qui quand comment bonjour merci cette ce`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const WORDS_READ = 200;
/** Fewer words than this tell nothing, in whatever language. */
const MIN_WORDS = 4;
const SHARE_MIN = 0.15;

/** True for a text long enough to judge, in one of the languages that the lists are in. Linear in the bounded text. */
export function isReadable(text: string): boolean {
  const words = fold(text).trim().split(' ', WORDS_READ);
  if (KANA.test(text.slice(0, 2_000))) return text.trim().length >= 2 * MIN_WORDS;
  const known = words.filter((word) => STOP_WORDS.has(word) || LITTLE_WORDS.has(word)).length;
  return words.length >= MIN_WORDS && known >= words.length * SHARE_MIN;
}
