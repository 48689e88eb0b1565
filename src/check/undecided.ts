import { plural } from '../analysis/wording.ts';
import type { AnalysisResult } from './result.ts';

/** How a rule says that the policy file lacks a section. */
const LACKS_SECTION = /^(?:policy section|the policy file has no) ([a-z_]+(?:\.[a-z_]+)?)\b/;
const SECTIONS_SHOWN_MAX = 8;

/**
 * What rules could not decide, for people: those that only miss sections of the policy file together in one line, as most
 * companies fill in few of them; then each other rule with its reason.
 */
export function undecided({ skipped }: Pick<AnalysisResult, 'skipped'>): readonly string[] {
  const sections = new Set<string>();
  const rules = new Set<string>();
  const others: string[] = [];
  for (const { rule, reason } of skipped) {
    const section = LACKS_SECTION.exec(reason)?.[1];
    if (section === undefined) others.push(`${rule}: ${reason}`);
    else {
      sections.add(section);
      rules.add(rule);
    }
  }
  if (sections.size === 0) return others;
  const names = [...sections].sort();
  const shown = names.slice(0, SECTIONS_SHOWN_MAX).join(', ');
  const more = names.length > SECTIONS_SHOWN_MAX ? `, and ${names.length - SECTIONS_SHOWN_MAX} more` : '';
  const need = rules.size === 1 ? 'needs' : 'need';
  return [
    `${plural(rules.size, 'rule')} ${need} facts that the policy file does not hold (${shown}${more}).`,
    ...others,
  ];
}
