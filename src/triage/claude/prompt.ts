import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { assert } from '../../assert.ts';
import { packageRoot } from '../../package-root.ts';

/** A prompt file as `prompts/README.md` describes it. */
export interface Prompt {
  readonly name: string;
  readonly version: number;
  /** Who is asked first about what is ordinary. */
  readonly model_tier: 'small' | 'large';
  readonly limits: PromptLimits;
  readonly placeholders: readonly string[];
  /** The stable prefix, the same for every ticket. */
  readonly system: string;
  /** What the company says of its replies, the same for each of its tickets. */
  readonly company: string;
  readonly request: string;
  readonly repair: string;
}

/** Of every limit in a prompt's front matter. */
export const positive = z.number().int().positive();
const limits = z.strictObject({
  seconds: positive,
  output_tokens: positive,
  facts_characters: positive,
  ticket_characters: positive,
  summary_characters: positive,
  likely_cause_characters: positive,
  next_check_characters: positive,
  draft_reply_characters: positive,
});
export type PromptLimits = z.infer<typeof limits>;

/** The front matter of every prompt, with the limits of its own. */
export function frontMatter<Limits extends z.ZodType>(limits: Limits) {
  return z.strictObject({
    name: z.string().regex(/^[a-z-]+$/),
    version: positive,
    model_tier: z.enum(['small', 'large']),
    limits,
    placeholders: z.array(z.string().regex(/^[a-z_]+$/)),
  });
}

const FILE =
  /^---\n([\s\S]*?)\n---\n<!-- system -->\n([\s\S]*?)\n<!-- company -->\n([\s\S]*?)\n<!-- request -->\n([\s\S]*?)\n<!-- repair -->\n([\s\S]*?)\n?$/;
const PLACEHOLDER = /\{\{([a-z_]+)\}\}/g;

/** Where the prompt of that name lies, in a checkout and in the installed package. */
export function promptFile(name: string): URL {
  return new URL(`prompts/${name}.md`, packageRoot());
}

/** @throws when the file is missing or breaks its contract: our own fault, found at start. */
export function loadPrompt(name: string): Prompt {
  const prompt = parsePrompt(readFileSync(promptFile(name), 'utf8'));
  assert(prompt.name === name, 'a prompt bears the name of its file', { name, found: prompt.name });
  return prompt;
}

export function parsePrompt(text: string): Prompt {
  const match = FILE.exec(text.replace(/\r\n/g, '\n'));
  assert(
    match !== null,
    'a prompt has front matter and the sections system, company, request and repair, in this order',
  );
  const [, head = '', system = '', company = '', request = '', repair = ''] = match;
  const parsed = frontMatter(limits).parse(parse(head));
  assertPlaceholders(parsed.placeholders, system, [company, request, repair]);
  assert(
    placeholdersIn(company).join() === 'company',
    "the company's part of a prompt holds what the company says, and no ticket's",
  );
  return { ...parsed, system, company, request, repair };
}

/** @throws when the stable prefix has a placeholder, or the prompt names others than it uses. */
export function assertPlaceholders(
  named: readonly string[],
  system: string,
  sections: readonly string[],
): void {
  const used = new Set(sections.flatMap((part) => placeholdersIn(part)));
  assert(placeholdersIn(system).length === 0, 'the stable prefix of a prompt has no placeholder');
  assert(
    [...used].sort().join() === [...named].sort().join(),
    'a prompt names the placeholders it uses, and no other',
    { named, used: [...used] },
  );
}

function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** Fills the placeholders of a section, all at once: what a value holds is never taken for a placeholder. */
export function fill(section: string, values: Readonly<Record<string, string>>): string {
  return section.replace(PLACEHOLDER, (_, name: string) => {
    const value = values[name];
    assert(value !== undefined, 'every placeholder of a prompt has a value', { name });
    return value;
  });
}
