import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import type { JSONOutputFormat } from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';
import type { PromptLimits } from './prompt.ts';

const MAX_CHECKS = 20;

/** Schema of what the model returns. Lengths are told to the model in words and held here. */
export function answerSchema(limits: PromptLimits) {
  const text = (most: number): z.ZodString => z.string().trim().min(1).max(most);
  return z.strictObject({
    summary: text(limits.summary_characters),
    likely_cause: text(limits.likely_cause_characters),
    next_checks: z
      .array(
        z.strictObject({
          number: z.number().int().min(1).max(MAX_CHECKS),
          owner: z.enum(['support', 'finance', 'engineering', 'customer']),
          what: text(limits.next_check_characters),
        }),
      )
      .max(MAX_CHECKS),
    draft_reply: text(limits.draft_reply_characters),
  });
}
export type Answer = z.infer<ReturnType<typeof answerSchema>>;

/** The schema as the API takes it: without the keywords it cannot enforce. */
export function outputFormat(limits: PromptLimits): JSONOutputFormat {
  const { type, schema } = zodOutputFormat(answerSchema(limits));
  return { type, schema };
}

export type ParsedAnswer =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly faults: readonly string[] };

const MAX_ANSWER_CHARACTERS = 60_000;
const MAX_FAULTS = 5;

/** Reads an answer; what is not of the agreed form is a list of faults, never an exception. */
export function parseAnswer(text: string, limits: PromptLimits): ParsedAnswer {
  if (text.length > MAX_ANSWER_CHARACTERS) return { ok: false, faults: ['The answer is far too long.'] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, faults: ['The answer is not one valid JSON object.'] };
  }
  const parsed = answerSchema(limits).safeParse(value);
  if (parsed.success) return { ok: true, answer: parsed.data };
  const faults = parsed.error.issues
    .slice(0, MAX_FAULTS)
    .map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`);
  return { ok: false, faults };
}
