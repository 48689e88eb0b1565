import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { formatMoney } from '../../money.ts';
import type { SlackMessage } from '../../sandbox/slack/index.ts';
import type { Story } from '../../sandbox/stories/story.ts';
import { ACTIONS } from '../../slack/ids.ts';
import type { Terminal } from '../exit.ts';
import type { DemoWorld } from './demo-world.ts';
import { frame, type Style } from './drawing.ts';
import { slackOutage } from './slack-outage.ts';
import { drawn, withNames } from './slack-view.ts';
import { arrive } from './tour.ts';

/** One story for each way money is put right, by the story's key. */
export const FINANCE_STORIES: readonly { readonly key: string; readonly how: string }[] = [
  { key: 'duplicate-charge', how: 'a refund' },
  { key: 'charged-after-cancellation', how: 'a credit note with its tax' },
  { key: 'duplicate-subscription', how: 'a cancellation, then a credit note' },
  { key: 'billed-after-cancellation', how: 'a voided invoice' },
];

const WAIT_MAX_MS = 30_000;
const POLL_MS = 20;

/** What became of one story's correction. */
export interface Settled {
  readonly story: Story;
  readonly how: string;
  readonly correction: StoredCorrection;
  /** Objects Stripe holds that this correction made or changed, one for each of its steps. */
  readonly made: readonly string[];
  /** The amount was approved as the ledger knows it, and there is exactly one effect for each step. */
  readonly isRight: boolean;
}

export interface FinanceIo {
  readonly out: (text: string) => void;
  readonly style: Style;
  readonly terminal: Terminal;
  /** Slack cannot be reached from the approval until the outcome is on the ticket. */
  readonly slackDown: boolean;
}

/** From the ticket to the customer who has the money back: proposed by support, approved by finance, carried out once. */
export async function runFinance(demo: DemoWorld, io: FinanceIo): Promise<readonly Settled[]> {
  const { stories, more } = demo.world;
  const settled: Settled[] = [];
  for (const { key, how } of FINANCE_STORIES) {
    const story = [...stories, ...more].find((one) => one.key === key);
    if (story === undefined) throw new Error(`There is no story ${key}.`);
    settled.push(await play(demo, story, how, io));
  }
  return settled;
}

/** One line per story: what was done, held against what the ledger and the sandbox's Stripe know. */
export function financeSummary(settled: readonly Settled[], { bold, green, red }: Style): string {
  const rows = settled.map(({ story, how, correction, made, isRight }) => {
    const mark = isRight ? green('✓') : red('✗');
    return `${mark} ${how}: ${correction.state}, ${made.join(', ') || 'nothing'} (${story.title.toLowerCase()})`;
  });
  return [bold('What was put right, held against the ledger and against Stripe:'), ...rows, ''].join('\n');
}

async function play(demo: DemoWorld, story: Story, how: string, io: FinanceIo): Promise<Settled> {
  const { slack } = demo;
  const { maya, elena, triage, finance } = slack.known;
  const { out, style, terminal } = io;
  const { ticketId } = await arrive(demo, story);
  out(`\n${style.bold(`${capital(how)} · Ticket #${ticketId} from ${story.ticket.requester_name}`)}\n`);

  const shown = await until('the result in the triage channel', () =>
    slack
      .messages(triage)
      .flatMap(({ ts }) => slack.thread(triage, ts))
      .find(offers(ticketId)),
  );
  out(`${style.dim(`Maya, in #${triage.name}, clicks “Propose correction”. In #${finance.name}:`)}\n`);
  await slack.click({ user: maya, message: shown, actionId: firstAction(shown, ACTIONS.propose) });
  const proposed = await until('the proposal', async () => (await correctionsOf(demo, ticketId))[0]);
  const card = (): SlackMessage | undefined => slack.messages(finance).find(isCardOf(proposed.id));
  const first = await until('the card in the finance channel', () => {
    const message = card();
    return message !== undefined && hasAction(message, ACTIONS.approve) ? message : undefined;
  });
  const show = async (message: SlackMessage): Promise<void> =>
    out(withNames(await drawn(message, terminal), slack));
  await show(first);

  // A ticket names its customer by an address alone: somebody has to know them.
  if (hasAction(first, ACTIONS.confirmIdentity)) {
    out(
      `${style.dim('Elena, in finance, holds the customer against the ticket and clicks “Confirm who this is”, then “Approve”.')}\n`,
    );
    await slack.click({ user: elena, message: first, actionId: ACTIONS.confirmIdentity });
    await until('the confirmed identity', async () =>
      (await load(demo, proposed.id)).is_identified ? true : undefined,
    );
  }
  const ready = await until('the card to approve', () => card());
  const outage = io.slackDown ? slackOutage(slack) : null;
  await slack.click({ user: elena, message: ready, actionId: ACTIONS.approve });
  if (outage !== null) out(`${style.dim('From here on Slack cannot be reached.')}\n`);
  const over = await until('the outcome', async () => {
    const correction = await load(demo, proposed.id);
    return correction.settled_at_ms === null ? undefined : correction;
  });
  const note = await until('the outcome on the ticket', () =>
    demo.zendesk.notes(ticketId).find(({ body }) => body.includes(`[bc:${proposed.id}`)),
  );
  out(`${frame(`Internal note on #${ticketId}`, withNames(note.body.trim(), slack), style)}\n`);
  if (outage !== null) {
    outage.end();
    out(`${style.dim('Slack is there again:')}\n`);
  }
  const last = await until('the outcome on the card', async () =>
    (await isShown(demo, proposed.id)) ? card() : undefined,
  );
  await show(last);
  return settledAs(demo, story, how, over);
}

function settledAs({ stripe }: DemoWorld, story: Story, how: string, correction: StoredCorrection): Settled {
  const made = correction.effects.flatMap(({ result }) => {
    const object = result === null ? null : (JSON.parse(result) as { readonly id?: string });
    return object?.id === undefined ? [] : [object.id];
  });
  const effects = stripe.account.effects.all.filter(({ by }) => by === 'api');
  const once = made.every((id) => effects.filter(({ object }) => object.id === id).length === 1);
  const { amount, currency } = story.label.amount ?? { amount: null, currency: null };
  const owed =
    correction.amount === null
      ? null
      : formatMoney({ amount: correction.amount, currency: correction.currency ?? '' });
  const isAmount =
    owed === null || (amount !== null && owed === formatMoney({ amount, currency: currency ?? '' }));
  const isRight =
    correction.state === 'executed' && made.length === correction.effects.length && once && isAmount;
  return { story, how, correction, made, isRight };
}

const correctionsOf = (demo: DemoWorld, ticketId: string): Promise<readonly StoredCorrection[]> =>
  demo.app.store.correctionsOf({ ticket_id: ticketId });

async function load(demo: DemoWorld, id: string): Promise<StoredCorrection> {
  const correction = await demo.app.store.loadCorrection(id);
  if (correction === null) throw new Error(`Correction ${id} is gone.`);
  return correction;
}

/** The check afterwards is part of the outcome: the card shows everything that is true of the correction by then. */
async function isShown(demo: DemoWorld, id: string): Promise<boolean> {
  const { rev, closed_at_ms } = await load(demo, id);
  const cards = await demo.app.store.correctionCards(id);
  return (
    closed_at_ms !== null && cards.some(({ place, shown_rev }) => place === 'finance' && shown_rev >= rev)
  );
}

const json = ({ blocks }: SlackMessage): string => JSON.stringify(blocks);
const hasAction = (message: SlackMessage, action: string): boolean => json(message).includes(`"${action}`);
const isCardOf =
  (id: string) =>
  (message: SlackMessage): boolean =>
    json(message).includes(id);
const offers =
  (ticketId: string) =>
  (message: SlackMessage): boolean =>
    json(message).includes(`#${ticketId}`) && hasAction(message, ACTIONS.propose);

/** Several findings have a button each; the first is the one the ticket is about. */
function firstAction(message: SlackMessage, action: string): string {
  const [, id = action] = new RegExp(`"(${action}[^"]*)"`).exec(json(message)) ?? [];
  return id;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = Date.now() + WAIT_MAX_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${capital(what)} did not come within 30 seconds.`);
    await sleep(POLL_MS);
  }
}
