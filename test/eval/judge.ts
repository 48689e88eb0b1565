import { readFileSync } from 'node:fs';
import Anthropic from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { parse } from 'yaml';
import { z } from 'zod';
import { DEFAULT_MODELS } from '../../src/triage/claude/conversation.ts';
import type { LiveSettings } from './live.ts';
import type { StagedCase } from './staged-case.ts';

/** What a model thinks of replies; means of marks from 1 to 5. It decides nothing: the checks do. */
export interface Judgement {
  readonly model: string;
  readonly prompt_version: number;
  readonly judged: number;
  /** Replies it gave no opinion of. */
  readonly no_opinion: number;
  readonly answers: number;
  readonly clear: number;
  readonly kind: number;
}

const mark = z.number().int().min(1).max(5);
const opinionSchema = z.strictObject({
  answers: mark,
  clear: mark,
  kind: mark,
  worst: z.string().max(600).nullable(),
});
type Opinion = z.infer<typeof opinionSchema>;

const FILE = new URL('../../prompts/evals/judge.md', import.meta.url);
const frontMatter = z.strictObject({ name: z.literal('judge'), version: z.number().int().positive() });
const MAX_OUTPUT_TOKENS = 1_024;
const TIMEOUT_MS = 60_000;
const AT_ONCE = 4;

export function readJudgePrompt(): {
  readonly version: number;
  readonly system: string;
  readonly text: string;
} {
  const text = readFileSync(FILE, 'utf8');
  const [, head = '', system = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]+)$/.exec(text) ?? [];
  return { version: frontMatter.parse(parse(head)).version, system, text };
}

/** Asks the larger model about each reply. What it says in no agreed form is counted, never guessed. */
export async function judgeReplies(
  cases: readonly StagedCase[],
  texts: ReadonlyMap<string, string>,
  { apiKey, baseUrl }: LiveSettings,
): Promise<{ readonly judgement: Judgement; readonly notes: readonly string[] }> {
  const client = new Anthropic({
    apiKey,
    ...(baseUrl === null ? {} : { baseURL: baseUrl }),
    logLevel: 'off',
  });
  const { version, system } = readJudgePrompt();
  const model = DEFAULT_MODELS.large;
  const opinions: { readonly id: string; readonly opinion: Opinion | null }[] = [];
  const waiting = cases.filter(({ case: { id } }) => texts.has(id));
  const work = async (): Promise<void> => {
    for (let staged = waiting.shift(); staged !== undefined; staged = waiting.shift()) {
      const { id } = staged.case;
      const question = questionAbout(staged, texts.get(id) ?? '');
      opinions.push({ id, opinion: await opinionOf({ client, model, system, question }) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const given = opinions.flatMap(({ opinion }) => opinion ?? []);
  return {
    judgement: {
      model,
      prompt_version: version,
      judged: given.length,
      no_opinion: opinions.length - given.length,
      answers: mean(given.map(({ answers }) => answers)),
      clear: mean(given.map(({ clear }) => clear)),
      kind: mean(given.map(({ kind }) => kind)),
    },
    notes: opinions
      .flatMap(({ id, opinion }) =>
        opinion?.worst == null ? [] : [`${id}: judge: ${JSON.stringify(opinion.worst)}`],
      )
      .sort(),
  };
}

function questionAbout({ request: { analysis, ticket } }: StagedCase, reply: string): string {
  return JSON.stringify({
    customer_message: ticket === null ? null : { subject: ticket.subject, body: ticket.body },
    found: analysis.findings
      .filter(({ about_ticket, classification }) => about_ticket || classification === 'billing_error')
      .map(({ classification, title, message }) => ({ classification, title, message })),
    reply,
  });
}

async function opinionOf(asked: {
  readonly client: Anthropic;
  readonly model: string;
  readonly system: string;
  readonly question: string;
}): Promise<Opinion | null> {
  const { type, schema } = zodOutputFormat(opinionSchema);
  try {
    const message = await asked.client.messages.create(
      {
        model: asked.model,
        max_tokens: MAX_OUTPUT_TOKENS,
        system: [{ type: 'text', text: asked.system, cache_control: { type: 'ephemeral' } }],
        messages: [{ role: 'user', content: asked.question }],
        output_config: { format: { type, schema } },
      },
      { timeout: TIMEOUT_MS },
    );
    const text = message.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
    return opinionSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Anthropic.APIError) return null;
    throw error;
  }
}

/** To one decimal; 0 of nothing. */
function mean(marks: readonly number[]): number {
  const sum = marks.reduce((total, one) => total + one, 0);
  return marks.length === 0 ? 0 : Math.round((sum / marks.length) * 10) / 10;
}
