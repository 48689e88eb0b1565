import { z } from 'zod';

const MAX_TEXT_CHARACTERS = 12_000;
const MAX_INPUT_CHARACTERS = 3_000;
const MAX_CHOICES = 100;

const id = z.string().min(1).max(255);
const typed = z.string().max(MAX_INPUT_CHARACTERS);
const chosen = z.union([typed, z.array(typed).max(MAX_CHOICES)]);
/** Where an element is: on a message, or in a modal or Home tab. */
const place = z.union([z.strictObject({ channel: id, ts: id }), z.strictObject({ view: id })]);
const element = { place, block_id: id, action_id: id };

/** What somebody does in Slack, as the page says it. */
export const slackAct = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('write'),
    channel: id,
    text: z.string().trim().min(1).max(MAX_TEXT_CHARACTERS),
    thread_ts: id.nullable(),
  }),
  z.strictObject({ type: z.literal('click'), ...element }),
  z.strictObject({ type: z.literal('choose'), ...element, chosen }),
  z.strictObject({ type: z.literal('submit'), view: id, values: z.record(id, chosen) }),
  z.strictObject({ type: z.literal('close'), view: id }),
  z.strictObject({ type: z.literal('shortcut'), channel: id, ts: id, callback_id: id }),
  z.strictObject({ type: z.literal('open_home') }),
]);

export type SlackAct = z.infer<typeof slackAct>;
export type ElementPlace = z.infer<typeof place>;
