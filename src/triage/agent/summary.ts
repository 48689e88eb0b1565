import type { Analysis, Category, Finding, RecomputationStep } from '../../analysis/finding.ts';
import type { Ticket } from '../../analysis/ticket/ticket.ts';
import { listed, plural, shownText } from '../../analysis/wording.ts';
import { formatMoney } from '../../money.ts';
import { inTextOrder, statedAmount, type TellableFinding } from '../findings-to-tell.ts';
import { FactReader, ifKnown } from '../templates/facts.ts';
import type { CustomerClassification } from '../templates/language.ts';
import type { CauseKind } from '../triage.ts';
import { type RuleNote, ruleNote } from './rule-notes.ts';

const MAX_STEPS_SHOWN = 3;
const MAX_OTHERS_SHOWN = 3;
const MAX_GAPS_SHOWN = 2;
const MAX_MESSAGE_CHARACTERS = 400;
const CLASSES: Readonly<Record<CustomerClassification, string>> = {
  billing_error: 'billing error',
  likely_error: 'likely error',
  payment_issue: 'payment issue',
  valid_but_confusing: 'right',
};

/** The facts of a finding for agents: US English, UTC days. */
export function agentReader(finding: Finding, asOf: number): FactReader {
  return new FactReader({
    facts: finding.facts,
    locale: 'en-US',
    asOf,
    quote: (name) => `"${name}"`,
    idsAreNames: true,
  });
}

/** What happened, for the agent: the main finding with its arithmetic, what else there is, what is not known. */
export function summaryOf(analysis: Analysis, ticket: Ticket | null): string {
  const [main, ...others] = inTextOrder(analysis.findings, ticket);
  const sentences = [
    ...(analysis.verdict === 'cannot_tell' ? [incomplete(analysis)] : []),
    ...(main === undefined
      ? [nothingFound(analysis), contradictions(analysis)]
      : [whatHappened(main, analysis.as_of), contradictions(analysis, main), arithmetic(main)]),
    also(others),
    forFinance(analysis.findings),
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

export interface Cause {
  readonly text: string;
  readonly kind: CauseKind;
}

/** The likely cause of the main finding. */
export function causeOf(analysis: Analysis, ticket: Ticket | null): Cause {
  const [main] = inTextOrder(analysis.findings, ticket);
  if (analysis.verdict === 'cannot_tell') {
    return { text: 'Unknown while part of the history is missing.', kind: 'unknown' };
  }
  if (main === undefined) {
    return {
      text: 'Nothing in this account explains the message: it may be about another account, or a charge by somebody else.',
      kind: 'unknown',
    };
  }
  const note: RuleNote | null = ruleNote(main.rule);
  if (note !== null) return { text: note.cause(main), kind: note.cause_kind(main) };
  return genericCause(main);
}

/** Categories that follow from how the account is set up rather than from a program's doing. */
const SET_UP_BY_US: ReadonlySet<Category> = new Set([
  'price',
  'discount',
  'tax',
  'quantity',
  'trial',
  'credit',
]);

function genericCause({ classification, category }: TellableFinding): Cause {
  switch (classification) {
    case 'billing_error':
      return SET_UP_BY_US.has(category)
        ? { text: 'The account is not set up as agreed.', kind: 'configuration' }
        : { text: 'Our billing did something it should not have done.', kind: 'platform' };
    case 'likely_error':
      return { text: 'Open: one fact outside Stripe decides.', kind: 'unknown' };
    case 'payment_issue':
      return { text: "The customer's payment is failing, waiting or disputed.", kind: 'customer_payment' };
    case 'valid_but_confusing':
      return { text: 'The event is right, but easy to mistake for an error.', kind: 'valid_unclear' };
  }
}

function whatHappened(finding: TellableFinding, asOf: number): string {
  const note = ruleNote(finding.rule);
  const reader = agentReader(finding, asOf);
  const own = note === null ? null : ifKnown(() => note.what(reader, finding));
  // A rule's message begins with what happened; its advice is in the next checks.
  const what = own ?? firstSentences(finding.message);
  return [what, overCharged(finding)].filter((sentence) => sentence !== '').join(' ');
}

function overCharged({ classification, amount }: TellableFinding): string {
  const money = amount === null ? null : formatMoney(amount);
  if (classification === 'billing_error') return money === null ? '' : `Over-charged: ${money}.`;
  if (classification !== 'likely_error') return '';
  return money === null
    ? 'Probably an error: one fact outside Stripe decides.'
    : `Probably ${money} over-charged: one fact outside Stripe decides.`;
}

function firstSentences(message: string): string {
  const text = shownText(message, MAX_MESSAGE_CHARACTERS);
  const end = /[.!?](?= \p{Lu})/gu;
  end.exec(text);
  const second = end.exec(text);
  return second === null ? text : text.slice(0, second.index + 1);
}

const MAX_CONTRADICTIONS_SHOWN = 2;

/** Where the history speaks against the customer's words, and the main finding does not answer them already. */
function contradictions({ claim }: Analysis, main?: Finding): string {
  const told = new Set(main?.evidence.map(({ id }) => id));
  return (claim?.statements ?? [])
    .filter(({ standing }) => standing === 'contradicted')
    .filter(({ evidence }) => !evidence.some(({ id }) => told.has(id)))
    .slice(0, MAX_CONTRADICTIONS_SHOWN)
    .map(({ sentence }) => sentence)
    .join(' ');
}

function arithmetic({ recomputation }: Finding): string {
  const steps = recomputation.slice(0, MAX_STEPS_SHOWN).map(stepText);
  if (steps.length === 0) return '';
  const rest = recomputation.length - steps.length;
  return `The arithmetic: ${steps.join('; ')}${rest > 0 ? `; and ${plural(rest, 'more line')}` : ''}.`;
}

function stepText({ label, expression, result }: RecomputationStep): string {
  const [what, left, right] = [shownText(label), shownText(expression, 160), shownText(result)];
  return left === right ? `${what}: ${right}` : `${what}: ${left} = ${right}`;
}

function also(others: readonly TellableFinding[]): string {
  if (others.length === 0) return '';
  const shown = others.slice(0, MAX_OTHERS_SHOWN).map(titleWithAmount);
  const rest = others.length - shown.length;
  return `Also found: ${listed([...shown, ...(rest > 0 ? [plural(rest, 'more finding')] : [])])}.`;
}

function titleWithAmount(finding: TellableFinding): string {
  const amount = statedAmount(finding);
  const money = amount === null ? '' : `, ${formatMoney(amount)}`;
  return `${shownText(finding.title)} (${CLASSES[finding.classification]}${money})`;
}

function forFinance(findings: readonly Finding[]): string {
  const leaks = findings.filter(({ classification }) => classification === 'leakage');
  return leaks.length === 0
    ? ''
    : `For finance only: ${listed(leaks.slice(0, MAX_OTHERS_SHOWN).map(({ title }) => shownText(title)))}.`;
}

function incomplete({ gaps }: Analysis): string {
  const named = gaps.slice(0, MAX_GAPS_SHOWN).map((gap) => shownText(gap, 160).replace(/\.$/, ''));
  return named.length === 0
    ? 'No answer yet: part of the history is missing.'
    : `No answer yet, because part of the history is missing: ${named.join('; ')}.`;
}

function nothingFound({ verdict, counts }: Analysis): string {
  const kinds = [
    [counts.subscriptions, 'subscription'],
    [counts.invoices, 'invoice'],
    [counts.charges, 'charge'],
    [counts.refunds, 'refund'],
  ] as const;
  const looked = listed(kinds.filter(([count]) => count > 0).map(([count, noun]) => plural(count, noun)));
  if (verdict === 'cannot_tell') {
    return looked === '' ? '' : `Nothing was found in what could be read (${looked}), which proves nothing.`;
  }
  return looked === ''
    ? 'There is nothing on record for this customer: no subscription, no invoice, no charge.'
    : `Nothing wrong, and nothing that needs explaining, was found in ${looked}.`;
}
