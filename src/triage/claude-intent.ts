import { randomBytes } from 'node:crypto';
import type { Policy } from '../analysis/policy.ts';
import type { SecondOpinion } from '../jobs/ticket-intent.ts';
import { withoutIds } from './claude/aliases.ts';
import { type Asked, askClaude, type ClaudeClientOptions, createClient } from './claude/ask-claude.ts';
import { Breaker, type BreakerSettings } from './claude/breaker.ts';
import { DEFAULT_MODELS } from './claude/conversation.ts';
import { type IntentAnswer, intentFormat, parseIntent } from './claude/intent-answer.ts';
import { loadIntentPrompt } from './claude/intent-prompt.ts';
import { Meter } from './claude/meter.ts';
import { withoutPersonalData } from './claude/privacy.ts';
import { fill } from './claude/prompt.ts';
import { ticketAsData } from './claude/ticket-as-data.ts';
import type { Trouble } from './claude/trouble.ts';
import { priceOf } from './cost/prices.ts';
import { type SpendingLedger, type SpendingPeriod, spendingLimits } from './cost/spending.ts';
import { spendingInMemory } from './cost/spending-in-memory.ts';
import type { ModelUsage } from './triage.ts';

export interface ClaudeIntentOptions extends ClaudeClientOptions {
  /** Models, prices and spending limits. */
  readonly policy: () => Promise<Pick<Policy, 'models'>>;
  /** What was spent, and what may be (default: counted in this process alone). */
  readonly spending?: SpendingLedger;
  readonly breaker?: BreakerSettings;
  /** In place of the prompt's own 5 seconds. */
  readonly timeoutMs?: number;
  /** Told once per ticket: for the log and the metrics. Holds nothing of the ticket. */
  readonly onAsked?: (outcome: IntentAsked) => void;
}

/** How one ticket's second opinion came about. */
export interface IntentAsked {
  /** `own_fault`: ours, in preparing or in the ledger. */
  readonly result: IntentAnswer | Trouble | 'form' | `limit_${SpendingPeriod | 'price'}` | 'own_fault';
  readonly model: string;
  readonly prompt_version: number;
  readonly usage: ModelUsage | null;
  readonly duration_ms: number;
}

/**
 * Asks the small model what a ticket is about, where its words leave it open. The ticket travels as marked data without
 * what identifies anybody, and the answer is one of two words: whatever the text says, a check that changes nothing runs
 * or does not. Null for every failure of the service, within the prompt's deadline.
 * @throws what the policy cannot be read for.
 */
export function createClaudeIntent(options: ClaudeIntentOptions): SecondOpinion {
  const prompt = loadIntentPrompt();
  const client = createClient(options);
  const breaker = new Breaker(options.breaker);
  const { spending = spendingInMemory(), onAsked = () => {} } = options;

  return async ({ ticket_id, person, words }) => {
    const started = performance.now();
    const models = (await options.policy()).models ?? {};
    const model = models[prompt.model_tier] ?? DEFAULT_MODELS[prompt.model_tier];
    const meter = new Meter({
      ledger: spending,
      limits: spendingLimits(models),
      subject: `ticket ${ticket_id}`,
      promptVersion: prompt.version,
      priceOf: (name) => priceOf(name, { models }),
    });
    const hide = (text: string): string => withoutIds(withoutPersonalData(text, person));
    const ask = (): Promise<Asked> =>
      askClaude({
        client,
        model,
        instructions: prompt.system,
        company: null,
        format: intentFormat(),
        max_output_tokens: prompt.limits.output_tokens,
        messages: [
          {
            role: 'user',
            content: fill(prompt.request, {
              mark: randomBytes(16).toString('hex'),
              ticket: ticketAsData(words, hide, prompt.limits.ticket_characters),
            }),
          },
        ],
        meter,
        deadline:
          started + Math.min(options.timeoutMs ?? Number.POSITIVE_INFINITY, prompt.limits.seconds * 1000),
      });
    const result = await resultOf(ask, breaker);
    onAsked({
      result,
      model,
      prompt_version: prompt.version,
      usage: meter.usage,
      duration_ms: Math.round(performance.now() - started),
    });
    return result === 'billing' || result === 'not_billing' ? result : null;
  };
}

async function resultOf(ask: () => Promise<Asked>, breaker: Breaker): Promise<IntentAsked['result']> {
  try {
    const asked = await breaker.during(ask, (answer) => {
      if (answer.kind === 'trouble') return answer;
      return answer.kind === 'refused' ? 'not_asked' : 'answered';
    });
    if (asked === null) return 'paused';
    if (asked.kind === 'trouble') return asked.trouble;
    return asked.kind === 'refused' ? `limit_${asked.limit}` : (parseIntent(asked.text) ?? 'form');
  } catch {
    return 'own_fault';
  }
}
