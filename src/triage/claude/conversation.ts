import type Anthropic from '@anthropic-ai/sdk';
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import type { WriteRequest } from '../../check/ports.ts';
import type { ModelUsage, Triage } from '../triage.ts';
import { Aliases } from './aliases.ts';
import { type Answer, parseAnswer } from './answer.ts';
import { addUsage, askClaude } from './ask-claude.ts';
import { checksToWord, withWords } from './numbered-checks.ts';
import type { Prompt } from './prompt.ts';
import { questionOf, repairTurns } from './question.ts';
import { replyStyle, withName } from './reply-style.ts';
import { FAULTS, faultsOf, prepareReview, type Review } from './review.ts';
import { TROUBLES } from './trouble.ts';

/** Used where neither the policy nor the caller names a model of the prompt's tier. */
export const DEFAULT_MODELS = { small: 'claude-haiku-5-5', large: 'claude-sonnet-5-5' } as const;
const FORM_FAULT = "Claude's answer was not in the agreed form";
/** With less time left there is no second attempt. */
const MIN_REPAIR_MS = 2_000;

export interface ConversationParts {
  readonly client: Anthropic;
  readonly prompt: Prompt;
  /** For the first attempt, where the policy names none. */
  readonly defaultModel: string | undefined;
  readonly request: WriteRequest;
  /** The deterministic text. */
  readonly plain: Triage;
  /** Milliseconds of `performance.now()`. */
  readonly deadline: number;
}

/** `detail` is for the log: kinds of faults, never the text itself. */
export type Written =
  | { readonly triage: Triage; readonly detail: string }
  | { readonly triage: null; readonly reason: string; readonly detail: string };

/** One attempt and at most one repair about one check. */
export class Conversation {
  usage: ModelUsage | null = null;
  attempts = 0;
  /** The model asked last. */
  model: string;
  private readonly parts: ConversationParts;

  constructor(parts: ConversationParts) {
    this.parts = parts;
    this.model = modelFor(parts, parts.prompt.model_tier);
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
        prompt,
        messages,
        deadline,
      });
      this.usage = addUsage(this.usage, asked.usage);
      if (asked.kind === 'trouble')
        return { triage: null, reason: TROUBLES[asked.trouble], detail: asked.detail };

      const judged = judge(asked.text, prompt, review);
      if (judged.answer !== null) {
        const { answer } = judged;
        const triage: Triage = {
          ...plain,
          source: 'model',
          model: asked.model,
          summary: answer.summary,
          likely_cause: answer.likely_cause,
          next_checks: withWords(checks, answer.next_checks),
          draft_reply: withName(signed(answer.draft_reply, style.signature), style),
          language: style.language,
          fallback_reason: null,
        };
        return { triage, detail: this.attempts === 1 ? 'first attempt' : 'repaired' };
      }
      if (this.attempts > 1 || deadline - performance.now() < MIN_REPAIR_MS) {
        return { triage: null, reason: judged.reason, detail: judged.detail };
      }
      // A draft that was rejected is the harder case: the larger model mends it, where the company has named one.
      this.model = this.parts.request.policy.models?.large ?? this.model;
      messages = [question, ...repairTurns(asked.text, judged.faults, prompt, review)];
    }
  }
}

function modelFor({ defaultModel, request: { policy } }: ConversationParts, tier: 'small' | 'large'): string {
  return policy.models?.[tier] ?? defaultModel ?? DEFAULT_MODELS[tier];
}

type Judged =
  | { readonly answer: Answer }
  | {
      readonly answer: null;
      readonly reason: string;
      readonly detail: string;
      readonly faults: readonly string[];
    };

function judge(text: string, { limits }: Prompt, review: Review): Judged {
  const parsed = parseAnswer(text, limits);
  if (!parsed.ok) return { answer: null, reason: FORM_FAULT, detail: 'form', faults: parsed.faults };
  const answer = revealed(parsed.answer, review.aliases);
  const faults = faultsOf(answer, review);
  const [first] = faults;
  if (first === undefined) return { answer };
  return {
    answer: null,
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
