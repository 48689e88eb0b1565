import { setTimeout as sleep } from 'node:timers/promises';
import { type Money, toDecimal } from '../../../src/money.ts';
import type { Delivery, SlackMessage, SlackUser } from '../../../src/sandbox/slack/index.ts';
import { ACTIONS, INPUTS } from '../../../src/slack/ids.ts';
import type { CorrectionWorld } from './correction-world.ts';
import { jobsNow, storedNow } from './look-into.ts';

const WAIT_MAX_MS = 20_000;
const POLL_MS = 10;

/** A correction that finance sees, and nobody approved yet. */
export interface Proposed {
  readonly ticketId: string;
  readonly correctionId: string;
  /** Minor units to be returned in all, as they will be approved. */
  readonly amount: number;
}

/**
 * The story's ticket arrives, its check is shown, Maya proposes, and Priya vouches for who the customer is. Where it may
 * shrink she makes it a third: Stripe refuses what was returned in full already, but would return a third twice.
 */
export async function propose(world: CorrectionWorld): Promise<Proposed> {
  const { zendesk, slack, story, database, server } = world;
  const { maya, priya, triage } = slack.known;
  const { subject, body, requester_email: email, requester_name: name } = story.ticket;
  const ticketId = String(zendesk.createTicket({ subject, body, requester: { email, name } }).id);
  const result = await until('the result in the triage channel', () =>
    slack
      .messages(triage)
      .flatMap(({ ts }) => slack.thread(triage, ts))
      .find((message) => actionOf(message, ACTIONS.propose) !== null),
  );
  await clicked(world, maya, result, ACTIONS.propose);
  const correctionId = await until('the proposal', () => storedNow(database)?.id);
  const card = await cardWith(world, correctionId, ACTIONS.approve);
  if (actionOf(card, ACTIONS.confirmIdentity) !== null) {
    await clicked(world, priya, card, ACTIONS.confirmIdentity);
    await until('the confirmed identity', () => storedNow(database)?.is_identified || undefined);
  }
  await until('the note of the check', () => zendesk.notes(ticketId)[0]);
  const { amount: owed } = story.label;
  if (owed === null) throw new Error(`The story ${story.key} owes nothing.`);
  const isShrinkable = actionOf(card, ACTIONS.change) !== null;
  const amount = isShrinkable ? Math.floor(owed.amount / 3) : owed.amount;
  if (isShrinkable) await makeSmaller(world, correctionId, { ...owed, amount });
  // A death while a card is on its way to Slack leaves one more, and is another step.
  await until('rest', () => {
    const { running, due } = jobsNow(database, server.nowMs);
    return running.length + due.length === 0 ? true : undefined;
  });
  return { ticketId, correctionId, amount };
}

async function makeSmaller(world: CorrectionWorld, correctionId: string, to: Money): Promise<void> {
  const { slack, database } = world;
  const { priya } = slack.known;
  await clicked(world, priya, await cardWith(world, correctionId, ACTIONS.change), ACTIONS.change);
  await until('the form', () => slack.modals(priya)[0]);
  const values = { [INPUTS.amount]: toDecimal(to), [INPUTS.reason]: 'Two of three were used.' };
  const { outcome } = await slack.submitView({ user: priya, values });
  if (outcome !== 'acknowledged') throw new Error(`The smaller amount was not acknowledged: ${outcome}`);
  await until('the smaller amount', () => (storedNow(database)?.amount === to.amount ? true : undefined));
  await until('the smaller amount on the card', () =>
    financeCards(world, correctionId).find(({ blocks }) => JSON.stringify(blocks).includes('version 2')),
  );
}

/** A signed click on "Approve", whatever becomes of it; null when the card has no such button any more. */
export async function approve(
  world: CorrectionWorld,
  { correctionId }: Proposed,
  by: SlackUser,
): Promise<Delivery | null> {
  const card = financeCards(world, correctionId).find((one) => actionOf(one, ACTIONS.approve) !== null);
  return card === undefined
    ? null
    : world.slack.click({ user: by, message: card, actionId: ACTIONS.approve });
}

/** Everything about this correction in the finance channel, the newest last. */
export function financeCards({ slack }: CorrectionWorld, correctionId: string): readonly SlackMessage[] {
  return slack.messages(slack.known.finance).filter((message) => isAbout(message, correctionId));
}

/** What the requester is told: nothing else is told there in this world. */
export function requesterCards({ slack }: CorrectionWorld): readonly SlackMessage[] {
  return slack.directMessages(slack.known.maya).filter(({ by_app, deleted }) => by_app && !deleted);
}

export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + WAIT_MAX_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} did not come within ${WAIT_MAX_MS / 1000} seconds`);
    await sleep(POLL_MS);
  }
}

const cardWith = (world: CorrectionWorld, correctionId: string, action: string): Promise<SlackMessage> =>
  until('the card in the finance channel', () =>
    financeCards(world, correctionId).find((message) => actionOf(message, action) !== null),
  );

async function clicked(
  { slack }: CorrectionWorld,
  user: SlackUser,
  message: SlackMessage,
  action: string,
): Promise<void> {
  const { outcome } = await slack.click({ user, message, actionId: actionOf(message, action) ?? action });
  if (outcome !== 'acknowledged') throw new Error(`A click on ${action} was not acknowledged: ${outcome}`);
}

function isAbout({ text, blocks, deleted, by_app }: SlackMessage, correctionId: string): boolean {
  return by_app && !deleted && `${text} ${JSON.stringify(blocks)}`.includes(correctionId);
}

/** The first action id that begins so; several findings have a button each, the first is what the ticket is about. */
function actionOf({ blocks }: SlackMessage, action: string): string | null {
  return new RegExp(`"action_id":"(${action}(?::\\d+)?)"`).exec(JSON.stringify(blocks))?.[1] ?? null;
}
