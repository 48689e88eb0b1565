import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { assert } from '../../assert.ts';
import { assertPlaceholders, frontMatter, positive, promptFile } from './prompt.ts';

/** The prompt of the second opinion on what a ticket is about: as `prompts/README.md` describes it, without a repair. */
export interface IntentPrompt {
  readonly version: number;
  readonly model_tier: 'small' | 'large';
  readonly limits: {
    readonly seconds: number;
    readonly output_tokens: number;
    readonly ticket_characters: number;
  };
  readonly system: string;
  readonly request: string;
}

const limits = z.strictObject({ seconds: positive, output_tokens: positive, ticket_characters: positive });
const FILE = /^---\n([\s\S]*?)\n---\n<!-- system -->\n([\s\S]*?)\n<!-- request -->\n([\s\S]*?)\n?$/;

/** @throws when the file is missing or breaks its contract: our own fault, found at start. */
export function loadIntentPrompt(): IntentPrompt {
  return parseIntentPrompt(readFileSync(promptFile('intent'), 'utf8'));
}

/** @throws as {@link loadIntentPrompt}. */
export function parseIntentPrompt(text: string): IntentPrompt {
  const match = FILE.exec(text.replace(/\r\n/g, '\n'));
  assert(match !== null, 'this prompt has front matter and the sections system and request, in this order');
  const [, head = '', system = '', request = ''] = match;
  const { name, version, model_tier, limits: told, placeholders } = frontMatter(limits).parse(parse(head));
  assert(name === 'intent', 'a prompt bears the name of its file', { found: name });
  assertPlaceholders(placeholders, system, [request]);
  return { version, model_tier, limits: told, system, request };
}
