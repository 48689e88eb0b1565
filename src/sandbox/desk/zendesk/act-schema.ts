import { z } from 'zod';

const MAX_COMMENT_CHARACTERS = 20_000;

const ticket = z.int().positive();
const body = z.string().trim().min(1).max(MAX_COMMENT_CHARACTERS);

/** What somebody does in Zendesk, as the page says it. */
export const zendeskAct = z.discriminatedUnion('type', [
  /** The customer of a story writes in. */
  z.strictObject({ type: z.literal('send_story'), key: z.string().min(1).max(100) }),
  /** The agent sends what is in the composer. */
  z.strictObject({ type: z.literal('comment'), ticket, body, public: z.boolean() }),
  /** The customer writes once more. */
  z.strictObject({ type: z.literal('customer_comment'), ticket, body }),
]);

export type ZendeskAct = z.infer<typeof zendeskAct>;
