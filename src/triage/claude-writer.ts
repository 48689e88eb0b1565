import type { Policy } from '../analysis/policy.ts';
import type { Writer } from '../check/ports.ts';
import { type ClaudeClientOptions, createClient } from './claude/ask-claude.ts';
import { Conversation, type Written } from './claude/conversation.ts';
import { loadPrompt, type Prompt } from './claude/prompt.ts';
import type { ModelUsage } from './triage.ts';

const OWN_FAULT = "Claude's text could not be checked";

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
        defaultModel: options.model,
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
          detail: placeOf(error),
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

/** Kind and place of an error; its message may quote a name. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return `${error.name} ${error.stack?.match(/^ +at .*$/m)?.[0].trim() ?? ''}`.trim();
}
