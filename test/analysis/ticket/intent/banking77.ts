import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

/** PolyAI's banking77 (CC BY 4.0) beside the project; not part of it. */
const FOLDER = fileURLToPath(new URL('../../../../../shared/data/banking77/', import.meta.url));

export const hasBanking77 = existsSync(`${FOLDER}train.csv`) && existsSync(`${FOLDER}test.csv`);

export interface LabelledQuestion {
  readonly text: string;
  readonly is_billing: boolean;
}

const rows = z.array(z.object({ text: z.string(), category: z.string() }));
const labels = z.object({
  billing: z.array(z.string()),
  not_billing: z.array(z.string()),
  left_out: z.array(z.string()),
});

/** The questions of one file, without the intents that a support desk could route either way. */
export function banking77(file: 'train.csv' | 'test.csv'): readonly LabelledQuestion[] {
  const { billing, not_billing } = labels.parse(
    JSON.parse(readFileSync(`${FOLDER}billing-intents.json`, 'utf8')),
  );
  const read = rows.parse(parse(readFileSync(`${FOLDER}${file}`), { columns: true }));
  return read
    .filter(({ category }) => billing.includes(category) || not_billing.includes(category))
    .map(({ text, category }) => ({ text, is_billing: billing.includes(category) }));
}
