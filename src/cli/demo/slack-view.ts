import type { SlackMessage, SlackSandbox } from '../../sandbox/slack/index.ts';
import type { Terminal } from '../exit.ts';
import type { DemoWorld } from './demo-world.ts';

const CARD_COLUMNS_MAX = 96;

/** The newest card in the channel where ticket results go. */
export async function newestTriageCard({ slack }: DemoWorld, terminal: Terminal): Promise<string> {
  const card = slack
    .messages(slack.known.triage)
    .filter(({ by_app }) => by_app)
    .at(-1);
  return card === undefined ? 'No card was posted yet.\n' : await drawn(card, terminal);
}

/** Slack shows people's names where a message holds their ids. */
export function withNames(text: string, { people }: Pick<SlackSandbox, 'people'>): string {
  return text.replace(/U[A-Z0-9]{8,12}/g, (id) => people.users.get(id)?.real_name ?? id);
}

/** A message as people in Slack see it, in the terminal's width and colours. */
export async function drawn({ text, blocks }: SlackMessage, { columns, isTTY }: Terminal): Promise<string> {
  const { renderBlocksAsText } = await import('../../slack/render-text.ts');
  type Shown = Parameters<typeof renderBlocksAsText>[0];
  // What the local Slack keeps is the JSON we sent it: our own blocks.
  const message = { text, blocks: blocks as unknown as Shown['blocks'] };
  return `${renderBlocksAsText(message, { width: Math.min(columns, CARD_COLUMNS_MAX), color: isTTY })}\n`;
}
