import type { Fact, Finding, Json } from '../../analysis/finding.ts';
import { shownText } from '../../analysis/wording.ts';
import type { WriteRequest } from '../../check/ports.ts';
import { minorUnitDigits, toDecimal } from '../../money.ts';
import type { Triage } from '../triage.ts';
import { type GroundedLanguage, isGroundedLanguage } from './lexicon.ts';
import { plainText } from './plain-text.ts';
import { canonical, type PartialDate, type Reading } from './reading.ts';
import { scanFigures } from './scan-figures.ts';

/** A day with its year. */
export interface EvidenceDate extends PartialDate {
  readonly year: number;
}

/** What a text about one check may state, and nothing beyond it. Decimals are canonical. */
export interface Evidence {
  /** `<currency> <decimal>`, e.g. "usd 49". */
  readonly amounts: ReadonlySet<string>;
  readonly currencies: ReadonlySet<string>;
  readonly percents: ReadonlySet<string>;
  /** `<unit> <value>`, e.g. "business_day 5". */
  readonly durations: ReadonlySet<string>;
  readonly counts: ReadonlySet<string>;
  readonly dates: readonly EvidenceDate[];
  readonly times: ReadonlySet<string>;
  /** Ids and other names that hold digits, and digits that are a name: card endings, references. */
  readonly names: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
  /** Foreign names with digits in them, such as a plan "Team 10": quoted whole, they state no figure. */
  readonly phrases: readonly string[];
}

/** The evidence while it is being gathered. */
type Collected = {
  readonly [Part in Exclude<keyof Evidence, 'dates' | 'phrases'>]: Set<string>;
} & { readonly dates: EvidenceDate[]; readonly phrases: readonly string[] };

/** Facts whose number is a length of time, e.g. `months`. */
const TIME_FACTS = /minutes?|hours?|business_days?|days?|weeks?|months?|years?/;

/**
 * The evidence of one check: the findings' facts, amounts, ids and arithmetic, the counts, the moment of the check,
 * what the history says to the customer's words, the company's greeting and signature, and what the deterministic writer said. The customer's own words are not in
 * it: what a ticket claims proves nothing.
 */
export function gatherEvidence(request: WriteRequest, deterministic: Triage): Evidence {
  const { analysis, policy, customer } = request;
  const collected: Collected = {
    amounts: new Set(),
    currencies: new Set(),
    percents: new Set(),
    durations: new Set(),
    counts: new Set(),
    dates: [],
    times: new Set(),
    names: new Set([customer.id]),
    links: new Set(),
    phrases: phrasesOf(analysis.findings),
  };
  const year = new Date(analysis.as_of * 1000).getUTCFullYear();
  /** Only the company's own texts lead anywhere: a link in a product's name is no evidence. */
  const addText = (text: string, language: GroundedLanguage = 'en', own = false): void => {
    for (const { readings } of scanFigures(withoutPhrases(text, collected.phrases), language)) {
      for (const reading of readings) {
        if (own || reading.kind !== 'link') addReading(collected, reading, year);
      }
    }
  };

  addDate(collected, analysis.as_of);
  for (const value of Object.values(analysis.counts)) collected.counts.add(String(value));
  collected.counts.add(String(analysis.findings.length));
  for (const finding of analysis.findings) addFinding(collected, finding, addText);
  // The customer's own figures are not in these sentences: each is the history's.
  for (const { sentence, evidence } of analysis.claim?.statements ?? []) {
    addText(sentence);
    for (const { id } of evidence) collected.names.add(id);
  }
  for (const gap of analysis.gaps) addText(gap);
  for (const reason of analysis.urgency.reasons) addText(reason);

  const { language } = deterministic;
  const written = isGroundedLanguage(language) ? language : 'en';
  addText(deterministic.draft_reply, written, true);
  for (const text of [deterministic.summary, deterministic.likely_cause]) addText(text);
  for (const { what } of deterministic.next_checks) addText(what);
  for (const text of [policy.reply?.greeting, policy.reply?.signature]) addText(text ?? '', written, true);
  return collected;
}

function addFinding(into: Collected, finding: Finding, addText: (text: string) => void): void {
  for (const [name, fact] of Object.entries(finding.facts)) addFact(into, name, fact);
  if (finding.amount !== null) addAmount(into, finding.amount.amount, finding.amount.currency);
  for (const { id } of [...finding.evidence, ...finding.at_issue]) into.names.add(id);
  if (finding.customer !== null) into.names.add(finding.customer);
  addText(finding.title);
  addText(finding.message);
  for (const { label, expression, result } of finding.recomputation) {
    addArithmetic(into, `${label}: ${expression} = ${result}`);
    addText(`${label}: ${expression} = ${result}`);
  }
  const { correction } = finding;
  if (correction === null) return;
  into.counts.add(String(correction.steps.length));
  addText(correction.justification);
  for (const step of [correction, ...correction.steps]) {
    into.names.add(step.target);
    if (step.amount !== null && step.currency !== null) addAmount(into, step.amount, step.currency);
    if ('params' in step) for (const id of texts(step.params)) into.names.add(id);
  }
}

function texts(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap((part: Json) => texts(part));
}

function addFact(into: Collected, name: string, fact: Fact): void {
  switch (fact.kind) {
    case 'money':
      addAmount(into, fact.amount, fact.currency);
      break;
    case 'date':
      addDate(into, fact.at);
      break;
    case 'count': {
      into.counts.add(String(fact.value));
      const unit = TIME_FACTS.exec(name)?.[0].replace(/s$/, '');
      if (unit !== undefined) into.durations.add(`${unit} ${fact.value}`);
      break;
    }
    case 'percent':
      into.percents.add(canonical(fact.value));
      break;
    case 'id':
      into.names.add(fact.id);
      break;
    case 'text':
      // Digits alone are a name too: the end of a card number, a reference. Other names are phrases.
      if (/^\d+$/.test(fact.text)) into.names.add(fact.text);
      break;
  }
}

function phrasesOf(findings: readonly Finding[]): string[] {
  const texts = findings.flatMap(({ facts }) =>
    Object.values(facts).flatMap((fact) => (fact.kind === 'text' ? [plainText(shownText(fact.text))] : [])),
  );
  return [...new Set(texts)].filter((text) => /\d/.test(text) && !/^\d+$/.test(text));
}

/** The plain text with every such name taken out. */
export function withoutPhrases(text: string, phrases: readonly string[]): string {
  return phrases.reduce(
    (rest, phrase) => rest.replaceAll(phrase, ' '.repeat(phrase.length)),
    plainText(text),
  );
}

/** Numbers with the decimals of a currency at hand are amounts of it; the arithmetic names none. */
function addArithmetic(into: Collected, text: string): void {
  for (const [numeral] of text.matchAll(/\d+(?:\.\d+)?/g)) {
    for (const currency of into.currencies) {
      const decimals = numeral.split('.')[1]?.length ?? 0;
      if (decimals >= minorUnitDigits(currency) && (decimals > 0 || numeral.length > 2)) {
        into.amounts.add(`${currency} ${canonical(numeral)}`);
      }
    }
  }
}

function addAmount(into: Collected, amount: number, currency: string): void {
  const code = currency.toLowerCase();
  into.currencies.add(code);
  into.amounts.add(`${code} ${canonical(toDecimal({ amount: Math.abs(amount), currency }))}`);
}

function addDate(into: Collected, seconds: number): void {
  const at = new Date(seconds * 1000);
  into.dates.push({ year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() });
}

function addReading(into: Collected, reading: Reading, year: number): void {
  switch (reading.kind) {
    case 'amount':
      // "$49.00" in a text of ours is in a currency of the findings.
      for (const currency of reading.currencies) {
        if (reading.currencies.length === 1) into.currencies.add(currency);
        if (into.currencies.has(currency)) into.amounts.add(`${currency} ${reading.value}`);
      }
      return;
    case 'percent':
      into.percents.add(reading.value);
      return;
    case 'duration':
      into.durations.add(`${reading.unit} ${reading.value}`);
      return;
    case 'count':
      into.counts.add(reading.value);
      return;
    case 'date':
      // Our texts leave the year out when it is that of the check.
      into.dates.push({ ...reading.date, year: reading.date.year ?? year });
      return;
    case 'time':
      into.times.add(reading.value);
      return;
    case 'id':
      into.names.add(reading.value);
      return;
    case 'link':
      into.links.add(reading.value);
      return;
    case 'day':
    case 'weekday':
    case 'unreadable':
      return;
  }
}
