import type { DraftCheck } from './draft-case.ts';
import { partsOfLetter } from './parts-of-letter.ts';

/** Words, of greeting and signature none; Japanese has no spaces and is counted in characters. */
const WORDS = { least: 18, most: 190 } as const;
const JAPANESE_CHARACTERS = { least: 45, most: 560 } as const;
/** Per further thing told: two problems take more words than one. */
const SHARE_OF_FURTHER = 0.35;

/** Long enough to be an answer, short enough to be read. */
export const length: DraftCheck = {
  name: 'length',
  about: 'long enough to be an answer, short enough to be read',
  faultsOfDraft(draft, given) {
    const body = partsOfLetter(draft, given).body.join('\n');
    const isJapanese = given.language === 'ja';
    const { least, most: usual } = isJapanese ? JAPANESE_CHARACTERS : WORDS;
    const most = Math.round(usual * (1 + SHARE_OF_FURTHER * Math.max(0, given.told.length - 1)));
    const count = isJapanese ? body.replace(/\s/g, '').length : body.split(/\s+/).filter(Boolean).length;
    const unit = isJapanese ? 'characters' : 'words';
    if (count < least) return [`${count} ${unit}, at least ${least}`];
    return count > most ? [`${count} ${unit}, at most ${most}`] : [];
  },
};
