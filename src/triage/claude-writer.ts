import { randomBytes } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import type { Policy } from '../analysis/policy.ts';
import { assert } from '../assert.ts';
import type { WriteRequest, Writer } from '../check/ports.ts';
import { Aliases } from './claude/aliases.ts';
import { type Answer, parseAnswer } from './claude/answer.ts';
import {
  addUsage,
  askClaude,
  type ClaudeClientOptions,
  createClient,
  TROUBLES,
} from './claude/ask-claude.ts';
import { factsForClaude } from './claude/facts-for-claude.ts';
import { checksToWord, withWords } from './claude/numbered-checks.ts';
import { forClaude } from './claude/privacy.ts';
import { fill, loadPrompt, type Prompt } from './claude/prompt.ts';
import { replyStyle, withName } from './claude/reply-style.ts';
import { FAULTS, faultsOf, prepareReview, type Review } from './claude/review.ts';
import { ticketAsData } from './claude/ticket-as-data.ts';
import type { ModelUsage, Triage } from './triage.ts';

/** Used where neither the policy nor the caller names a model of the prompt's tier. */
export const DEFAULT_MODELS = { small: 'claude-haiku-5-5', large: 'claude-sonnet-5-5' } as const;
const FORM_FAULT = "Claude's answer was not in the agreed form";
const OWN_FAULT = "Claude's text could not be checked";
/** With less time left there is no second attempt. */
const MIN_REPAIR_MS = 2_000;

export interface ClaudeWriterOptions extends ClaudeClientOptions {
  /** For the first attempt, where the policy names none. */
  readonly model?: string;
  /** All model work of one check, repeated requests and the repair included (default: the prompt's, 20 seconds). */
  readonly timeoutMs?: number;
  /** Told once per check: for the one log line and the metrics. Holds nothing of customer or text. */
  readonly onWritten?: (outcome: WritingOutcome) => void;
}

export interface WritingOutcome {
  /** Null when Claude's text is used. */
  readonly fallback_reason: string | null;
  /** For the log: status, request id, or the kinds of faults. */
  readonly detail: string;
  readonly model: string;
  readonly prompt_version: number;
  readonly attempts: number;
  readonly usage: ModelUsage | null;
  readonly duration_ms: number;
}

/**
 * Lets Claude word what the rules found. The deterministic text comes first: it is the reference, and what stands
 * whenever Claude's text cannot be had in time or does not hold against the evidence; then `fallback_reason` says
 * why. Verdict, urgency, kind of cause, owners and amounts are never the model's. Does not throw for anything the
 * service does.
 */
export function createClaudeWriter(options: ClaudeWriterOptions, fallback: Writer): Writer {
  const prompt = loadPrompt('triage');
  const client = createClient(options);
  return {
    async write(request) {
      const started = performance.now();
      const plain = await fallback.write(request);
      const timeoutMs = timeLimit(options, prompt, request.policy);
      const conversation = new Conversation({
        client,
        prompt,
        options,
        request,
        plain,
        deadline: started + timeoutMs,
      });
      let written: Written;
      try {
        written = await conversation.hold();
      } catch (error) {
        // A fault of ours in preparing or checking must not cost the agent the note.
        written = {
          triage: null,
          reason: OWN_FAULT,
          detail: error instanceof Error ? error.message : String(error),
        };
      }
      const { usage, attempts } = conversation;
      const triage =
        written.triage === null
          ? { ...plain, usage, fallback_reason: written.reason }
          : { ...written.triage, usage };
      options.onWritten?.({
        fallback_reason: triage.fallback_reason,
        detail: written.detail,
        model: triage.model ?? conversation.model,
        prompt_version: prompt.version,
        attempts,
        usage,
        duration_ms: Math.round(performance.now() - started),
      });
      return triage;
    },
  };
}

function timeLimit({ timeoutMs }: ClaudeWriterOptions, { limits }: Prompt, { models }: Policy): number {
  const seconds = Math.min(limits.seconds, models?.timeout_seconds ?? limits.seconds);
  return Math.min(timeoutMs ?? limits.seconds * 1000, seconds * 1000);
}

interface ConversationParts {
  readonly client: Anthropic;
  readonly prompt: Prompt;
  readonly options: ClaudeWriterOptions;
  readonly request: WriteRequest;
  readonly plain: Triage;
  readonly deadline: number;
}

type Written =
  | { readonly triage: Triage; readonly detail: string }
  | { readonly triage: null; readonly reason: string; readonly detail: string };

/** One attempt and at most one repair about one check. */
class Conversation {
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
    const review = prepareReview({ request, plain, style, checks: checks.worded, aliases });
    const question: MessageParam = { role: 'user', content: this.questionText(review) };

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
        return { triage: null, reason: judged.reason, detail: judged.faults.join('; ') };
      }
      // A draft that was rejected is the harder case: the larger model mends it, where the company has named one.
      this.model = this.parts.request.policy.models?.large ?? this.model;
      messages = [question, ...repairTurns(asked.text, judged.faults, prompt, review)];
    }
  }

  private questionText(review: Review): string {
    const { prompt } = this.parts;
    const { request, aliases } = review;
    const hide = (text: string): string => forClaude(text, request.customer, aliases);
    const mark = randomBytes(16).toString('hex');
    return fill(prompt.request, {
      facts: factsText(review, hide, prompt.limits.facts_characters),
      mark,
      ticket: ticketAsData(request.ticket, hide, prompt.limits.ticket_characters),
    });
  }
}

function modelFor({ options, request: { policy } }: ConversationParts, tier: 'small' | 'large'): string {
  return policy.models?.[tier] ?? options.model ?? DEFAULT_MODELS[tier];
}

/** The most important findings, as many as fit. */
const FINDINGS_TOLD = [6, 3, 1, 0] as const;

/** JSON with every text hidden; `<` escaped, so that nothing in it can end the block it stands in. */
function factsText(
  { request, plain, style, checks }: Review,
  hide: (text: string) => string,
  maxCharacters: number,
): string {
  const texts = FINDINGS_TOLD.map((count) => {
    const facts = factsForClaude(request, plain, style, checks, count);
    const json = JSON.stringify(
      facts,
      (_, value: unknown) => (typeof value === 'string' ? hide(value) : value),
      1,
    );
    return json.replaceAll('<', '\\u003c');
  });
  const fitting = texts.find((text) => text.length <= maxCharacters);
  assert(fitting !== undefined, 'the facts of a check fit into the request', {
    characters: texts.at(-1)?.length,
  });
  return fitting;
}

type Judged =
  | { readonly answer: Answer }
  | { readonly answer: null; readonly reason: string; readonly faults: readonly string[] };

function judge(text: string, { limits }: Prompt, review: Review): Judged {
  const parsed = parseAnswer(text, limits);
  if (!parsed.ok) return { answer: null, reason: FORM_FAULT, faults: parsed.faults };
  const answer = revealed(parsed.answer, review.aliases);
  const faults = faultsOf(answer, review);
  const [first] = faults;
  if (first === undefined) return { answer };
  return { answer: null, reason: FAULTS[first.kind], faults: faults.map(({ message }) => message) };
}

/** What agents read has the real ids again; the reply has none. */
function revealed(answer: Answer, aliases: Aliases): Answer {
  return {
    ...answer,
    summary: aliases.reveal(answer.summary),
    likely_cause: aliases.reveal(answer.likely_cause),
    next_checks: answer.next_checks.map((check) => ({ ...check, what: aliases.reveal(check.what) })),
  };
}

const MAX_QUOTED_ANSWER_CHARACTERS = 8_000;

/** What was answered and what is wrong with it. A monstrous answer is not sent back. */
function repairTurns(
  text: string,
  faults: readonly string[],
  prompt: Prompt,
  { aliases, request }: Review,
): readonly MessageParam[] {
  const hide = (part: string): string => forClaude(part, request.customer, aliases);
  const violations = faults.map((fault) => `- ${hide(fault)}`).join('\n');
  const quoted = text.trim().slice(0, MAX_QUOTED_ANSWER_CHARACTERS);
  return [
    { role: 'assistant', content: quoted === '' ? '{}' : quoted },
    { role: 'user', content: fill(prompt.repair, { violations }) },
  ];
}

/** The company's signature stands below every reply, whether the model remembered it or not. */
function signed(reply: string, signature: string | null): string {
  return signature === null || reply.includes(signature) ? reply : `${reply.trimEnd()}\n${signature}`;
}
