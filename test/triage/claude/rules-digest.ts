import { CATEGORIES } from '../../../src/analysis/finding.ts';
import { RULES } from '../../../src/analysis/rules/index.ts';

const HEADING = '# The catalogue of rules';
const INTRODUCTION =
  'Every finding bears the name of its rule. These are all there are, by category, with what each is about; a finding of one is never told as another.';

/** The catalogue in one line for each category: what a prompt says of it. */
export function rulesDigest(): string {
  const lines = CATEGORIES.flatMap((category) => {
    const rules = RULES.filter((rule) => rule.category === category);
    if (rules.length === 0) return [];
    const told = rules.map(({ id, title }) => `${id} (${title})`);
    return [`- ${category}: ${told.join('; ')}.`];
  });
  return `${HEADING}\n\n${INTRODUCTION}\n\n${lines.join('\n')}\n`;
}

/** The prompt file with the digest as it is now; everything else in it stays. */
export function withRulesDigest(prompt: string): string {
  const from = prompt.indexOf(`${HEADING}\n`);
  const to = prompt.indexOf('\n# ', from + 1);
  if (from < 0 || to < 0) throw new Error(`The prompt has no section "${HEADING}" with another after it.`);
  return `${prompt.slice(0, from)}${rulesDigest()}${prompt.slice(to)}`;
}
