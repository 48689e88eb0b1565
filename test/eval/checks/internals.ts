import { RULES } from '../../../src/analysis/rules/index.ts';
import { plainText } from '../../../src/triage/grounding/plain-text.ts';
import type { DraftCase, DraftCheck } from './draft-case.ts';
import { foundWords, quoted } from './found-words.ts';
import { WORDS } from './words/index.ts';

/** `ch_3Nabc`, `cus_Acme`; and the names the model is given in their place, `CHARGE-1`. */
const IDS = /\b(?:[a-z]{2,10}_[A-Za-z0-9]{4,}|[A-Z][A-Z_]{2,}-\d+)\b/g;
const RULE_IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id).filter((id) => id.includes('-')));

/** What only agents need stays inside: object ids, rules, tools, who took part. */
export const internals: DraftCheck = {
  name: 'internals',
  about: 'no ids of Stripe objects, names of rules or tools, nor that a program took part',
  faultsOfDraft: (draft, given) => {
    const text = withoutOwnNames(plainText(draft), given);
    const rules = (text.match(/\b[a-z]+(?:-[a-z]+)+\b/g) ?? []).filter((word) => RULE_IDS.has(word));
    return [...(text.match(IDS) ?? []), ...rules, ...foundWords(text, WORDS[given.language].internals)].map(
      (found) => `${quoted(found)} is for agents alone`,
    );
  },
};

/** A reference the customer's bank asks for, a product called "API Pro": what the facts name may be told. */
function withoutOwnNames(text: string, { request: { analysis, policy } }: DraftCase): string {
  const names = analysis.findings.flatMap(({ facts }) =>
    Object.values(facts).flatMap((fact) => (fact.kind === 'text' ? [plainText(fact.text).trim()] : [])),
  );
  return [...names, plainText(policy.reply?.signature ?? '')]
    .filter((name) => name.length > 2)
    .reduce((rest, name) => rest.replaceAll(name, ' '), text);
}
