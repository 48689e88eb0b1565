import type { WriteRequest, Writer } from '../check/ports.ts';
import { nextChecks } from './agent/next-checks.ts';
import { causeOf, summaryOf } from './agent/summary.ts';
import { nameToGreet } from './customer-name.ts';
import { chooseLanguage } from './language.ts';
import { draftReply } from './reply.ts';
import { languageOf } from './templates/index.ts';
import { DETERMINISTIC_AUTHOR, type Triage } from './triage.ts';

/**
 * The deterministic writer: words an analysis from its findings alone, without a network and without a clock.
 * The same request always gives the same text.
 */
export function createTemplateWriter(): Writer {
  return { write: async (request) => writeFromTemplates(request) };
}

/** The writer's work, synchronously: pure. */
export function writeFromTemplates(request: WriteRequest): Triage {
  const { analysis, ticket, policy, customer, locales } = request;
  const choice = chooseLanguage({
    asked: request.wish?.language,
    policyLanguage: policy.reply?.language,
    ticket,
    locales,
  });
  const reply = draftReply({
    analysis,
    ticket,
    policy,
    language: languageOf(choice.written),
    locale: choice.locale,
    name: nameToGreet(customer, ticket, choice.written),
    variant: request.wish?.variant ?? null,
  });
  const cause = causeOf(analysis, ticket);
  return {
    source: 'template',
    model: null,
    author: DETERMINISTIC_AUTHOR,
    summary: summaryOf(analysis, ticket),
    likely_cause: cause.text,
    cause_kind: cause.kind,
    next_checks: nextChecks({ request, choice, omitted: reply.omitted }),
    draft_reply: reply.text,
    language: choice.written,
    ...(choice.wanted === choice.written ? {} : { wanted_language: choice.wanted }),
    usage: null,
    fallback_reason: null,
  };
}
