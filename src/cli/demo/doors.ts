import { setTimeout as sleep } from 'node:timers/promises';
import { verdictWords } from '../../check/labels.ts';
import { formatMoney } from '../../money.ts';
import type { SlackMessage } from '../../sandbox/slack/index.ts';
import type { Story } from '../../sandbox/stories/story.ts';
import type { Terminal } from '../exit.ts';
import type { DemoWorld } from './demo-world.ts';
import { drawn } from './slack-view.ts';

/** The ways into a check from Slack; the ticket is the fourth, from Zendesk. */
export const SLACK_DOORS = ['command', 'shortcut', 'mention'] as const;
export type SlackDoor = (typeof SLACK_DOORS)[number];

const ANSWER_WAIT_MS = 15_000;
const POLL_MS = 20;
/** An answer names its writer; progress does not. */
const IS_ANSWER = /Worded (?:by|without)/;
/** What is answered without a check: one sentence. */
const SETTLE_MS = 1_500;

/** What somebody in Slack sees of one question, first to last. */
export interface Asked {
  /** What the agent did, e.g. `Maya types /billing-check jane@…`. */
  readonly deed: string;
  /** What was shown while the check ran. */
  readonly progress: readonly string[];
  /** Null when nothing came in time. */
  readonly answer: SlackMessage | null;
  readonly seconds: number;
}

/** Asks about `text` through one door as the support agent Maya would, and waits for the answer. */
export async function ask({ slack }: DemoWorld, door: SlackDoor, text: string): Promise<Asked> {
  const { maya, support, triage } = slack.known;
  const from = performance.now();
  switch (door) {
    case 'command': {
      const sent = await slack.command({ user: maya, channel: support, text });
      const deed = `Maya types /billing-check ${text} in #support`;
      return await watched(deed, from, () => sent.seen.ephemerals);
    }
    case 'shortcut': {
      const { message } = await slack.write({ user: maya, channel: support, text });
      const before = new Set(slack.ephemerals(maya, support).map(({ ts }) => ts));
      await slack.shortcut({ user: maya, channel: support, messageTs: message.ts });
      const deed = `Maya uses “Check this billing” on a message in #support: “${text}”`;
      return await watched(deed, from, () =>
        slack.ephemerals(maya, support).filter(({ ts }) => !before.has(ts)),
      );
    }
    case 'mention': {
      const { message } = await slack.mention({ user: maya, channel: triage, text });
      const deed = `Maya writes @billing-check ${text} in #billing-triage`;
      return await watched(deed, from, () => slack.thread(triage, message.ts));
    }
  }
}

async function watched(deed: string, from: number, shown: () => readonly SlackMessage[]): Promise<Asked> {
  const progress: string[] = [];
  let silentSince = performance.now();
  for (;;) {
    const message = shown().at(-1);
    const passed = performance.now() - from;
    if (message !== undefined) {
      if (message.text !== progress.at(-1)) {
        progress.push(message.text);
        silentSince = performance.now();
      }
      const done =
        IS_ANSWER.test(textOf(message)) ||
        (performance.now() - silentSince > SETTLE_MS && !/…$/.test(message.text));
      if (done) return { deed, progress: progress.slice(0, -1), answer: message, seconds: passed / 1000 };
    }
    if (passed > ANSWER_WAIT_MS) return { deed, progress, answer: message ?? null, seconds: passed / 1000 };
    await sleep(POLL_MS);
  }
}

/** Everything a message holds, as one text to look in. */
function textOf({ text, blocks }: Pick<SlackMessage, 'text' | 'blocks'>): string {
  return `${text}\n${JSON.stringify(blocks)}`;
}

/** What a story's question looks like when an agent asks it through this door. */
export function questionOf(door: SlackDoor, { email, ticket }: Story): string {
  switch (door) {
    case 'command':
      return email;
    case 'shortcut':
      return `${ticket.requester_name} (${email}) writes: ${ticket.subject}`;
    case 'mention':
      return `please look at ${email}`;
  }
}

/** True when the card says what the ledger that made the history knows it did. */
export function agrees({ label }: Story, answer: SlackMessage | null): boolean {
  if (answer === null) return false;
  const said = textOf(answer);
  if (!said.includes(verdictWords(label.verdict))) return false;
  return label.amount === null || said.includes(formatMoney(label.amount));
}

/** The question, the progress lines and the card, as the agent saw them one after the other. */
export async function drawAsked(
  { deed, progress, answer, seconds }: Asked,
  terminal: Terminal,
): Promise<string> {
  const seen = progress.map((line) => `  ⋯ ${line}\n`).join('');
  const card = answer === null ? 'Slack shows no answer yet.\n' : await drawn(answer, terminal);
  return `${deed}\n${seen}  ${seconds.toFixed(2)} s later:\n\n${card}`;
}
