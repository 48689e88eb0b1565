// `npm run intent:learn [-- --choose]`: learns the words of the intent from banking77's train.csv and writes them down.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { banking77, hasBanking77 } from './banking77.ts';
import { crossValidate } from './cross-validate.ts';
import { shownMeasure } from './measure.ts';
import { CHOSEN, train } from './train.ts';
import { writtenList } from './written-list.ts';

const FILE = fileURLToPath(
  new URL('../../../../src/analysis/ticket/intent/learned-words.ts', import.meta.url),
);
const LISTS = [200, 300, 400, 600, 1_000];

if (!hasBanking77) {
  console.error(
    'Not run: put banking77 (train.csv, test.csv, billing-intents.json) into ../shared/data/banking77.',
  );
  process.exitCode = 2;
} else {
  const questions = banking77('train.csv');
  const sizes = process.argv.includes('--choose') ? LISTS : [CHOSEN.words];
  for (const words of sizes) {
    const found = crossValidate(questions, { ...CHOSEN, words });
    console.log(`${words} words, five-fold cross-validation on train.csv: ${shownMeasure(found)}`);
  }
  const trained = train(questions);
  writeFileSync(FILE, writtenList(trained, questions));
  console.log(`${trained.words.length} words written to ${FILE}`);
}
