import type Anthropic from '@anthropic-ai/sdk';
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import type { WriteRequest } from '../../check/ports.ts';
import type { SpendingPeriod } from '../cost/spending.ts';
import type { TierChoice } from '../tier.ts';
import type { Triage } from '../triage.ts';
import { Aliases } from './aliases.ts';
import { type Answer, outputFormat, parseAnswer } from './answer.ts';
import { askClaude } from './ask-claude.ts';
import { companyText } from './company.ts';
import type { Meter } from './meter.ts';
import { checksToWord, withWords } from './numbered-checks.ts';
import type { Prompt } from './prompt.ts';
import { questionOf, repairTurns } from './question.ts';
import { replyStyle, withName } from './reply-style.ts';
import { FAULTS, faultsOf, prepareReview, type Review } from './review.ts';
import { TROUBLES, type Trouble } from './trouble.ts';

/** Used where neither the policy nor the caller names a model of the prompt's tier. */
export const DEFAULT_MODELS = { small: 'claude-haiku-5-5', large: 'claude-sonnet-5-5' } as const;
const FORM_FAULT = "Claude's answer was not in the agreed form";
/** Why nothing was sent, as readers of the result see it: "Worded without AI (…)". */
export const SPENDING_REASONS: Readonly<Record<SpendingPeriod | 'price', string>> = {
  ticket: "the spending limit for one ticket's texts is reached",
  day: "today's spending limit for Claude is reached",
  month: "this month's spending limit for Claude is reached",
  price: 'no price is known for the model, and there is a spending limit',
};
/** With less time left there is no second attempt. */
const MIN_REPAIR_MS = 2_000;

export interface ConversationParts {
  readonly client: Anthropic;
  readonly prompt: Prompt;
  /** For the first attempt, where the policy names none. */
  readonly defaultModel: string | undefined;
  readonly choice: TierChoice;
  readonly meter: Meter;
  readonly request: WriteRequest;
  /** The deterministic text. */
  readonly plain: Triage;
  /** Milliseconds of `performance.now()`. */
  readonly deadline: number;
}

/** How a text came about, or why there is none; bounded, for the metrics. */
export type WritingResult =
  | 'first_attempt'
  | 'repaired'
  | Trouble
  | `limit_${SpendingPeriod | 'price'}`
  | 'form'
  | keyof typeof FAULTS;

/** `detail` is for the log: kinds of faults, never the text itself. */
export type Written = { readonly result: WritingResult; readonly detail: string } & (
  | { readonly triage: Triage }
  | {
      readonly triage: null;
      readonly reason: string;
      /** What the service was in trouble with, and how long it asked to be left alone; null where it answered. */
      readonly trouble: { readonly kind: Trouble; readonly retryAfterMs: number | null } | null;
    }
);

/** One attempt and at most one repair about one check. */
export class Conversation {
  attempts = 0;
  /** The model asked last, and its tier. */
  model: string;
  tier: 'small' | 'large';
  private readonly parts: ConversationParts;

  constructor(parts: ConversationParts) {
    this.parts = parts;
    this.tier = parts.choice.tier === 'large' ? 'large' : parts.prompt.model_tier;
    this.model = modelFor(parts, this.tier);
  }

  async hold(): Promise<Written> {
    const { prompt, request, plain, deadline } = this.parts;
    const style = replyStyle(request);
    const aliases = new Aliases(request.analysis, request.customer.id);
    const checks = checksToWord(request, style, request.customer);
    const review = prepareReview({
      ...{ request, plain, style, aliases },
      checks: checks.worded,
      instructions: prompt.system,
    });
    const question = questionOf(review, prompt);

    let messages: readonly MessageParam[] = [question];
    for (;;) {
      this.attempts += 1;
      const asked = await askClaude({
        client: this.parts.client,
        model: this.model,
        instructions: prompt.system,
        company: companyText(request.policy, prompt),
        format: outputFormat(prompt.limits),
        max_output_tokens: prompt.limits.output_tokens,
        messages,
        meter: this.parts.meter,
        deadline,
      });
      if (asked.kind === 'refused') {
        const { limit } = asked;
        return {
          triage: null,
          result: `limit_${limit}`,
          reason: SPENDING_REASONS[limit],
          trouble: null,
          detail: `${this.model}: ${limit}`,
        };
      }
      if (asked.kind === 'trouble') {
        const { trouble: kind, retryAfterMs, detail } = asked;
        return {
          triage: null,
          result: kind,
          reason: TROUBLES[kind],
          trouble: { kind, retryAfterMs },
          detail,
        };
      }

      const judged = judge(asked.text, prompt, review);
      if (judged.answer !== null) {
        const { answer } = judged;
        const triage: Triage = {
          ...plain,
          source: 'model',
          model: asked.model,
          author: {
            kind: 'model',
            model: asked.model,
            prompt_version: prompt.version,
            tier: this.tier,
            reason: this.attempts === 1 ? this.parts.choice.reason : 'the first draft was rejected',
          },
          summary: answer.summary,
          likely_cause: answer.likely_cause,
          next_checks: withWords(checks, answer.next_checks),
          draft_reply: withName(signed(answer.draft_reply, style.signature), style),
          language: style.language,
          fallback_reason: null,
        };
        const result = this.attempts === 1 ? 'first_attempt' : 'repaired';
        return { triage, result, detail: result.replace('_', ' ') };
      }
      if (this.attempts > 1 || deadline - performance.now() < MIN_REPAIR_MS) {
        const { reason, result, detail } = judged;
        return { triage: null, result, reason, trouble: null, detail };
      }
      // A draft that was rejected is the harder case.
      this.tier = 'large';
      this.model = modelFor(this.parts, 'large');
      messages = [question, ...repairTurns(asked.text, judged.faults, prompt, review)];
    }
  }
}

function modelFor({ defaultModel, request: { policy } }: ConversationParts, tier: 'small' | 'large'): string {
  return policy.models?.[tier] ?? (tier === 'small' ? defaultModel : undefined) ?? DEFAULT_MODELS[tier];
}

type Judged =
  | { readonly answer: Answer }
  | {
      readonly answer: null;
      readonly result: WritingResult;
      readonly reason: string;
      readonly detail: string;
      readonly faults: readonly string[];
    };

function judge(text: string, { limits }: Prompt, review: Review): Judged {
  const parsed = parseAnswer(text, limits);
  if (!parsed.ok) {
    return { answer: null, result: 'form', reason: FORM_FAULT, detail: 'form', faults: parsed.faults };
  }
  const answer = revealed(parsed.answer, review.aliases);
  const faults = faultsOf(answer, review);
  const [first] = faults;
  if (first === undefined) return { answer };
  return {
    answer: null,
    result: first.kind,
    reason: FAULTS[first.kind],
    detail: [...new Set(faults.map(({ kind }) => kind))].join(', '),
    faults: faults.map(({ message }) => message),
  };
}

/** Card endings are back everywhere, ids where agents read; the reply has none. */
function revealed(answer: Answer, aliases: Aliases): Answer {
  const forAgent = (text: string): string => aliases.reveal(aliases.revealCardEndings(text));
  return {
    summary: forAgent(answer.summary),
    likely_cause: forAgent(answer.likely_cause),
    next_checks: answer.next_checks.map((check) => ({ ...check, what: forAgent(check.what) })),
    draft_reply: aliases.revealCardEndings(answer.draft_reply),
  };
}

/** The company's signature stands below every reply, whether the model remembered it or not. */
function signed(reply: string, signature: string | null): string {
  return signature === null || reply.includes(signature) ? reply : `${reply.trimEnd()}\n${signature}`;
}
