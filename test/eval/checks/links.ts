import { findLinks, findPhones } from '../../../src/triage/grounding/links.ts';
import { plainText } from '../../../src/triage/grounding/plain-text.ts';
import type { DraftCheck } from './draft-case.ts';
import { quoted } from './found-words.ts';

/** No address, link, mention or telephone number but the company's own. */
export const links: DraftCheck = {
  name: 'links',
  about:
    'no address, link, mention or telephone number but those of the company’s own signature and greeting',
  faultsOfDraft(draft, { evidence }) {
    const found = findLinks(plainText(draft));
    return [...found.figures, ...findPhones(found.rest).figures].flatMap(({ text, readings }) =>
      readings.some(
        (reading) =>
          reading.kind === 'link' &&
          // A reference number in the evidence may look like a telephone number.
          (evidence.links.has(reading.value) || evidence.names.has(reading.value.replace(/^tel:/, ''))),
      )
        ? []
        : [`${quoted(text)} leads somewhere`],
    );
  },
};
