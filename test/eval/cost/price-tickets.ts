import { z } from 'zod';
import type { WriteRequest } from '../../../src/check/ports.ts';
import { startClaudeSandbox } from '../../../src/sandbox/claude/index.ts';
import { createClaudeWriter, type WritingOutcome } from '../../../src/triage/claude-writer.ts';
import { costOf } from '../../../src/triage/cost/cost.ts';
import { priceOf } from '../../../src/triage/cost/prices.ts';
import { createTemplateWriter } from '../../../src/triage/template-writer.ts';
import type { Tier } from '../../../src/triage/triage.ts';
import { draftCaseOf, faultsOfDraft } from '../checks/index.ts';

const KEY = 'key-for-pricing';
const BYTES_PER_TOKEN = 3;

/** What one ticket's text costs, and what is wrong with the deterministic one. */
export interface PricedTicket {
  readonly tier: Tier;
  readonly reason: string;
  /** Billionths of a US dollar; 0 without a call. */
  readonly nano_usd: number;
  /** Everything that begins the request and is read from the cache; null without a call. */
  readonly prefix: string | null;
  /** Names of the checks of the evaluation that the deterministic draft fails. */
  readonly faults: readonly string[];
}

const block = z.object({ text: z.string(), cache_control: z.unknown() });
const body = z.object({
  model: z.string(),
  system: z.array(block),
  messages: z.array(z.object({ content: z.string() })),
  output_config: z.unknown(),
});
const told = z.object({
  reference: z.object({
    summary: z.string(),
    likely_cause: z.string(),
    next_checks: z.array(z.object({ number: z.number(), owner: z.string(), what: z.string() })),
    reply: z.string(),
  }),
});

/**
 * Words each ticket with the real writer over the real client, and counts what leaves the machine: a token is three bytes,
 * the answer is the deterministic text in the answer's form, taken at the first attempt, at list prices. Of each model the
 * first request writes the prefix to the cache, and all later ones come within its five minutes.
 */
export async function priceTickets(requests: Iterable<WriteRequest>): Promise<readonly PricedTicket[]> {
  const sandbox = await startClaudeSandbox({ apiKey: KEY });
  const written: WritingOutcome[] = [];
  const plainWriter = createTemplateWriter();
  const writer = createClaudeWriter(
    { apiKey: KEY, baseURL: sandbox.url, onWritten: (outcome) => written.push(outcome) },
    plainWriter,
  );
  const cached = new Set<string>();
  const priced: PricedTicket[] = [];
  try {
    for (const request of requests) {
      const before = sandbox.requests.length;
      await writer.write(request);
      const outcome = written.at(-1);
      if (outcome === undefined) throw new Error('every text is told of');
      const plain = await plainWriter.write(request);
      const faults = faultsOfDraft(plain.draft_reply, draftCaseOf(request, { plain }));
      const sent = sandbox.bodies.at(before - sandbox.requests.length);
      const isAsked = sandbox.requests.length > before;
      priced.push({
        tier: outcome.tier,
        reason: outcome.tier_reason,
        ...(isAsked && sent !== undefined ? costOfFirst(sent, cached) : { nano_usd: 0, prefix: null }),
        faults: faults.map(({ check }) => check),
      });
    }
  } finally {
    await sandbox.close();
  }
  return priced;
}

function costOfFirst(sent: string, cached: Set<string>): { nano_usd: number; prefix: string } {
  const { model, system, messages, output_config: output } = body.parse(JSON.parse(sent));
  const price = priceOf(model, {});
  if (price === null) throw new Error(`${model} has a list price`);
  const prefix = system.map(({ text }) => text).join('');
  const isRead = cached.has(`${model} ${prefix}`);
  cached.add(`${model} ${prefix}`);
  const usage = {
    input_tokens: tokens(messages.map(({ content }) => content).join('') + JSON.stringify(output)),
    cache_creation_input_tokens: isRead ? 0 : tokens(prefix),
    cache_read_input_tokens: isRead ? tokens(prefix) : 0,
    output_tokens: tokens(referenceAnswer(messages[0]?.content ?? '')),
  };
  return { nano_usd: costOf(usage, price), prefix };
}

/** The deterministic text as Claude would have to give it. */
function referenceAnswer(question: string): string {
  const facts = /<facts>\n([\s\S]*?)\n<\/facts>/.exec(question)?.[1] ?? '';
  const { reply: draft_reply, ...rest } = told.parse(JSON.parse(facts)).reference;
  return JSON.stringify({ ...rest, draft_reply });
}

export function tokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}
