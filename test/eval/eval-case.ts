import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { GROUNDED_LANGUAGES } from '../../src/triage/grounding/lexicon.ts';
import { TOPICS } from './checks/words/check-words.ts';

export const KINDS = [
  'duplicate',
  'failed_payment',
  'hold',
  'refund',
  'dispute',
  'proration',
  'look_alike',
  'missing_promise',
  'error',
  'several',
  'no_anomaly',
  'cannot_tell',
  'ambiguous',
  'hostile',
] as const;

const history = z.strictObject({
  /** Ids of the corpus, e.g. `A1/same-order`; none makes a life in which nothing is wrong. */
  scenarios: z.array(z.string().regex(/^[A-Z]\d+\/[a-z0-9-]+$/)).default([]),
  /** Country, or country and state, of a place of the corpus. */
  place: z.string().default('US-NY'),
  seed: z.string().default('eval'),
  /** A list that could not be read. */
  unread: z.enum(['charges', 'refunds']).optional(),
  /** Where nobody's history is read at all. */
  resolution: z.enum(['ambiguous', 'not_found']).optional(),
});

const evalCase = z.strictObject({
  id: z.string().regex(/^[a-z-]+$/),
  kind: z.enum(KINDS),
  /** How the customer writes. */
  manner: z.enum(['plain', 'terse', 'angry', 'rambling']),
  /** The language the customer writes in and is to be answered in. */
  language: z.enum(GROUNDED_LANGUAGES),
  tone: z.enum(['formal', 'friendly']).default('friendly'),
  history,
  /** What the rules have to say, where the case stands on it. */
  verdict: z
    .enum([
      'billing_error',
      'likely_error',
      'payment_issue',
      'valid_but_confusing',
      'no_anomaly',
      'cannot_tell',
    ])
    .optional(),
  /** What the reply has to speak of. */
  asks: z.array(z.enum(TOPICS)).default([]),
  subject: z.string(),
  body: z.string(),
});

/** One ticket with its history, as `prompts/evals/README.md` describes it. */
export type EvalCase = z.infer<typeof evalCase>;

const CASES = new URL('../../prompts/evals/cases/', import.meta.url);

/** Every case, in the order of files and of cases in them. @throws on one that breaks the form, or an id used twice. */
export function readCases(): readonly EvalCase[] {
  const files = readdirSync(CASES).filter((name) => name.endsWith('.yaml'));
  const cases = files
    .sort()
    .flatMap((name) => z.array(evalCase).parse(parse(readFileSync(new URL(name, CASES), 'utf8'))));
  const ids = new Set(cases.map(({ id }) => id));
  if (ids.size !== cases.length) throw new Error('Two cases of prompts/evals/cases have the same id.');
  return cases;
}
