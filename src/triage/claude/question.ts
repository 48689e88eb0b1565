import { randomBytes } from 'node:crypto';
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { assert } from '../../assert.ts';
import { factsForClaude } from './facts-for-claude.ts';
import { forClaude } from './privacy.ts';
import { fill, type Prompt } from './prompt.ts';
import type { Review } from './review.ts';
import { ticketAsData } from './ticket-as-data.ts';

/** The first turn: the facts, then the customer's words between two lines with a random mark. */
export function questionOf(review: Review, prompt: Prompt): MessageParam {
  const { request, aliases } = review;
  const hide = (text: string): string => forClaude(text, request.customer, aliases);
  const content = fill(prompt.request, {
    facts: factsText(review, hide, prompt.limits.facts_characters),
    mark: randomBytes(16).toString('hex'),
    ticket: ticketAsData(request.ticket, hide, prompt.limits.ticket_characters),
  });
  return { role: 'user', content };
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

const MAX_QUOTED_ANSWER_CHARACTERS = 8_000;

/** What was answered and what is wrong with it. A monstrous answer is not sent back. */
export function repairTurns(
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
