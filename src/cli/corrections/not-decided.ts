import type { NotDecided } from '../../../db/corrections/index.ts';
import { shownText } from '../../analysis/wording.ts';
import { stateWords } from '../../corrections/words.ts';
import type { Terminal } from '../exit.ts';

/** Exit status: policy or state does not allow it. */
const NOT_DONE = 1;

/** Tells why an answer changed nothing. */
export function tellNotDecided(id: string, not: NotDecided, { err }: Pick<Terminal, 'err'>): number {
  err(`${sentenceOf(id, not)}\n`);
  return NOT_DONE;
}

function sentenceOf(id: string, not: NotDecided): string {
  switch (not.kind) {
    case 'refused':
      return not.sentence;
    case 'settled':
      return `Correction ${id} cannot be changed here any more; it is ${stateWords(not.state)}${not.by === null ? '' : `, last decided by ${shownText(not.by)}`}.`;
    case 'changed':
      return `Correction ${id} was changed and has version ${not.version} now: look at it with billing-check corrections show ${id}.`;
    case 'missing':
      return `There is no correction ${id} any more.`;
  }
}
