import { randomUUID } from 'node:crypto';
import type { Policy } from '../analysis/policy.ts';
import type { WriteRequest, Writer } from '../check/ports.ts';
import { type ClaudeClientOptions, createClient } from './claude/ask-claude.ts';
import { Breaker, type BreakerSettings, type Said } from './claude/breaker.ts';
import { Conversation, type WritingResult, type Written } from './claude/conversation.ts';
import { Meter } from './claude/meter.ts';
import { loadPrompt, type Prompt } from './claude/prompt.ts';
import { TROUBLES } from './claude/trouble.ts';
import { priceOf } from './cost/prices.ts';
import { type SpendingLedger, spendingLimits } from './cost/spending.ts';
import { spendingInMemory } from './cost/spending-in-memory.ts';
import { type TierChoice, tierOf } from './tier.ts';
import type { ModelUsage, Tier, Triage } from './triage.ts';

const OWN_FAULT = "Claude's text could not be checked";

export interface ClaudeWriterOptions extends ClaudeClientOptions {
  /** For the first attempt of ordinary checks, where the policy names none. */
  readonly model?: string;
  /** All model work of one check, repeated requests and the repair included (default: the prompt's, 20 seconds). */
  readonly timeoutMs?: number;
  /** Who words which check (default: {@link tierOf}); what it gives to the rules is left to `fallback`. */
  readonly tierOf?: (request: WriteRequest) => TierChoice;
  /** What was spent, and what may be (default: counted in this process alone). */
  readonly spending?: SpendingLedger;
  /** When Claude is left alone for a while. */
  readonly breaker?: BreakerSettings;
  /** Told once per check: for the one log line and the metrics. Holds nothing of customer or text. */
  readonly onWritten?: (outcome: WritingOutcome) => void;
}

/** How one check was worded. */
export interface WritingOutcome {
  readonly tier: Tier;
  /** Why it was that tier's turn. */
  readonly tier_reason: string;
  /** `rules`: no model was to be asked. `own_fault`: ours, in preparing or checking. */
  readonly result: WritingResult | 'rules' | 'own_fault';
  /** Null when Claude's text is used, or was not wanted. */
  readonly fallback_reason: string | null;
  /** For the log: status, request id, or the kinds of faults. */
  readonly detail: string;
  /** Null where none was to be asked. */
  readonly model: string | null;
  readonly prompt_version: number;
  readonly attempts: number;
  readonly usage: ModelUsage | null;
  readonly duration_ms: number;
}

/**
 * Lets Claude word what the rules found, where the rules' own text leaves something to add. The deterministic text comes
 * first: it is the reference, and what stands whenever Claude's text cannot be had in time, could cost too much or does
 * not hold against the evidence; then `fallback_reason` says why. Verdict, urgency, kind of cause, owners and amounts are
 * never the model's. Does not throw for anything the service does.
 */
export function createClaudeWriter(options: ClaudeWriterOptions, fallback: Writer): Writer {
  const prompt = loadPrompt('triage');
  const client = createClient(options);
  const breaker = new Breaker(options.breaker);
  const { spending = spendingInMemory(), onWritten = () => {} } = options;

  return {
    async write(request) {
      const started = performance.now();
      const plain = await fallback.write(request);
      const choice = (options.tierOf ?? tierOf)(request);
      const { tier, reason } = choice;
      const told = { tier, tier_reason: reason, prompt_version: prompt.version };
      if (tier === 'rules') {
        onWritten({ ...told, ...BY_RULES, duration_ms: msSince(started) });
        return { ...plain, author: { ...plain.author, tier, reason } };
      }

      const meter = new Meter({
        ledger: spending,
        limits: spendingLimits(request.policy.models),
        // A check without a ticket has a limit of its own.
        subject: request.ticket_id == null ? `check ${randomUUID()}` : `ticket ${request.ticket_id}`,
        promptVersion: prompt.version,
        priceOf: (model) => priceOf(model, request.policy),
      });
      const conversation = new Conversation({
        ...{ client, prompt, choice, meter, request, plain },
        defaultModel: options.model,
        deadline: started + timeLimit(options, prompt, request.policy),
      });
      const written = await holdUnlessPaused(conversation, breaker);
      const { usage } = meter;
      const triage: Triage =
        written.triage === null
          ? { ...plain, author: { ...plain.author, tier, reason }, usage, fallback_reason: written.reason }
          : { ...written.triage, usage };
      onWritten({
        ...told,
        result: written.result,
        fallback_reason: triage.fallback_reason,
        detail: written.detail,
        model: triage.model ?? conversation.model,
        attempts: conversation.attempts,
        usage,
        duration_ms: msSince(started),
      });
      return triage;
    },
  };
}

const BY_RULES = {
  result: 'rules',
  fallback_reason: null,
  detail: 'no model was to be asked',
  model: null,
  attempts: 0,
  usage: null,
} as const;

type Held =
  | Written
  | { readonly triage: null; readonly result: 'own_fault'; readonly reason: string; readonly detail: string };

async function holdUnlessPaused(conversation: Conversation, breaker: Breaker): Promise<Held> {
  try {
    const written = await breaker.during(() => conversation.hold(), said);
    return (
      written ?? {
        triage: null,
        result: 'paused',
        reason: TROUBLES.paused,
        trouble: null,
        detail: 'not asked',
      }
    );
  } catch (error) {
    // A fault of ours in preparing or checking must not cost the agent the note.
    return { triage: null, result: 'own_fault', reason: OWN_FAULT, detail: placeOf(error) };
  }
}

function said(written: Written): Said {
  const trouble = written.triage === null ? written.trouble : null;
  if (trouble !== null) return { trouble: trouble.kind, retryAfterMs: trouble.retryAfterMs };
  return written.result.startsWith('limit_') ? 'not_asked' : 'answered';
}

function msSince(started: number): number {
  return Math.round(performance.now() - started);
}

function timeLimit({ timeoutMs }: ClaudeWriterOptions, { limits }: Prompt, { models }: Policy): number {
  const seconds = Math.min(limits.seconds, models?.timeout_seconds ?? limits.seconds);
  return Math.min(timeoutMs ?? limits.seconds * 1000, seconds * 1000);
}

/** Kind and place of an error; its message may quote a name. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return `${error.name} ${error.stack?.match(/^ +at .*$/m)?.[0].trim() ?? ''}`.trim();
}
