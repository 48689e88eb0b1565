import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import type { JSONOutputFormat } from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';

const answer = z.strictObject({ intent: z.enum(['billing', 'not_billing']) });
export type IntentAnswer = z.infer<typeof answer>['intent'];

const MAX_ANSWER_CHARACTERS = 1_000;

/** The schema as the API takes it. */
export function intentFormat(): JSONOutputFormat {
  const { type, schema } = zodOutputFormat(answer);
  return { type, schema };
}

/** Null for whatever is not of the agreed form. */
export function parseIntent(text: string): IntentAnswer | null {
  if (text.length > MAX_ANSWER_CHARACTERS) return null;
  try {
    return answer.safeParse(JSON.parse(text)).data?.intent ?? null;
  } catch {
    return null;
  }
}
