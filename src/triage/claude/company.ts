import type { Policy } from '../../analysis/policy.ts';
import { fill, type Prompt } from './prompt.ts';
import { companyGreeting, companySignature } from './reply-style.ts';

/**
 * What the company says of its replies, as Claude is told it: byte for byte the same for all of its tickets, so that it is
 * read from the cache like the rest of the prefix. Holds nothing of a customer or a ticket.
 */
export function companyText({ reply }: Pick<Policy, 'reply'>, prompt: Prompt): string {
  const told = {
    tone: reply?.tone ?? null,
    greeting: companyGreeting(reply?.greeting),
    signature: companySignature(reply?.signature),
    avoid: reply?.avoid ?? [],
  };
  // `<` escaped, so that nothing in it can end the block it stands in.
  return fill(prompt.company, { company: JSON.stringify(told, null, 1).replaceAll('<', '\\u003c') });
}
