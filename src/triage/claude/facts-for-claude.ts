import type { Analysis, Fact, Finding } from '../../analysis/finding.ts';
import { shownText } from '../../analysis/wording.ts';
import type { WriteRequest } from '../../check/ports.ts';
import type { Variant } from '../../check/wording-wish.ts';
import { formatMoney, type Money } from '../../money.ts';
import { correctionWords } from '../agent/correction-words.ts';
import { findingsToTell, inTextOrder } from '../findings-to-tell.ts';
import { FactReader, ifKnown } from '../templates/facts.ts';
import type { Triage } from '../triage.ts';
import type { NumberedCheck } from './numbered-checks.ts';
import { NAME_TOKEN } from './privacy.ts';
import type { ReplyStyle } from './reply-style.ts';

const MAX_FACTS = 20;
const MAX_STEPS = 6;
const MAX_GAPS = 5;
const MAX_STATEMENTS = 5;
const MAX_REASONS = 5;
const MAX_MESSAGE_CHARACTERS = 600;

/** How an agent wants this reply: what changes from ticket to ticket stands in the request, not in the stable prefix. */
const ASKED_FOR: Readonly<Record<Variant, string>> = {
  shorter:
    'A shorter reply than usual, at most 60 words: only what answers the customer and what happens next. Nothing that is due is left out.',
  warmer:
    'A warmer reply than usual: one sentence more of understanding for the customer, with the same facts and no promise.',
  firmer:
    'A firmer reply than usual: direct and decided, still polite, without thanks; the same facts, no threat and no blame.',
};

/** An amount or date as agents and as the customer read it. */
interface Shown {
  readonly agent: string;
  readonly customer?: string;
}

/**
 * What the model is given about one check: "What you are given" in `prompts/triage.md`. Its texts are still those of
 * the machine; `forClaude` has to go over each before they leave it.
 */
export function factsForClaude(
  { analysis, ticket, wish }: WriteRequest,
  plain: Triage,
  style: ReplyStyle,
  checks: readonly NumberedCheck[],
  maxFindings: number,
) {
  const { findings } = analysis;
  const forReply = new Set(
    analysis.verdict === 'cannot_tell'
      ? []
      : findingsToTell(analysis, ticket).flatMap(({ main, alike }): Finding[] => [main, ...alike]),
  );
  // Leakage is for the summary alone; the prompt says so.
  const told = [
    ...inTextOrder(findings, ticket),
    ...findings.filter(({ classification }) => classification === 'leakage'),
  ];
  return {
    today: date(analysis.as_of, 'en-US'),
    verdict: analysis.verdict,
    urgency: { level: analysis.urgency.level, reasons: analysis.urgency.reasons.slice(0, MAX_REASONS) },
    reply: {
      language: style.language,
      locale: style.locale,
      tone: style.tone,
      answers_a_message: ticket !== null,
      customer_name: style.name === null ? null : NAME_TOKEN,
      begin_with_company_greeting: style.greeting !== null,
      ...(wish?.variant == null ? {} : { asked_for: ASKED_FOR[wish.variant] }),
    },
    customer_says: (analysis.claim?.statements ?? [])
      .slice(0, MAX_STATEMENTS)
      .map(({ standing, sentence }) => ({ standing, sentence: shownText(sentence, MAX_MESSAGE_CHARACTERS) })),
    findings: told.slice(0, maxFindings).map((finding) => ({
      tell_the_customer: forReply.has(finding),
      ...shownFinding(finding, analysis, style),
    })),
    more_findings: Math.max(0, told.length - maxFindings),
    not_read: analysis.gaps.slice(0, MAX_GAPS).map((gap) => shownText(gap, 200)),
    counts: analysis.counts,
    reference: {
      summary: plain.summary,
      likely_cause: plain.likely_cause,
      next_checks: checks,
      reply_language: plain.language,
      reply: plain.draft_reply,
    },
  };
}

function shownFinding(finding: Finding, { as_of: asOf, verdict }: Analysis, style: ReplyStyle) {
  const { facts, amount } = finding;
  const correction = verdict === 'cannot_tell' ? null : finding.correction;
  const reader = (locale: string): FactReader =>
    new FactReader({ facts, locale, asOf, quote: (name) => name });
  const [forAgent, forCustomer] = [reader('en-US'), reader(style.locale)];
  const money = (value: Money): Shown => ({
    agent: formatMoney(value),
    customer: formatMoney(value, style.locale),
  });
  return {
    about_the_message: finding.about_ticket,
    rule: finding.rule,
    ...(finding.variant === undefined ? {} : { variant: finding.variant }),
    title: shownText(finding.title),
    classification: finding.classification,
    category: finding.category,
    message: shownText(finding.message, MAX_MESSAGE_CHARACTERS),
    facts: Object.entries(facts)
      .slice(0, MAX_FACTS)
      .flatMap(([name, fact]) => {
        const agent = ifKnown(() => shown(forAgent, name, fact));
        if (agent === null) return [];
        if (fact.kind === 'id') return [{ name, agent }];
        const customer = ifKnown(() => shown(forCustomer, name, fact));
        return [{ name, agent, ...(customer === null ? {} : { customer }) }];
      }),
    ...(amount === null ? {} : { over_charged: money(amount) }),
    arithmetic: finding.recomputation
      .slice(0, MAX_STEPS)
      .map(
        ({ label, expression, result }) =>
          `${shownText(label)}: ${shownText(expression, 160)} = ${shownText(result)}`,
      ),
    correction: correction === null ? null : `drafted, waiting for approval: ${correctionWords(correction)}`,
  };
}

function shown(reader: FactReader, name: string, fact: Fact): string {
  switch (fact.kind) {
    case 'money':
      return reader.money(name);
    case 'date':
      return reader.date(name);
    case 'count':
      return String(reader.count(name));
    case 'percent':
      return reader.percent(name);
    case 'text':
      return reader.plain(name);
    case 'id':
      return reader.id(name);
  }
}

function date(seconds: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(seconds * 1000);
}
