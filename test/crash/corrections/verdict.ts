import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import type { SlackMessage } from '../../../src/sandbox/slack/index.ts';
import { CLI } from '../server-process.ts';
import type { CorrectionWorld } from './correction-world.ts';
import { type End, isFinal } from './end.ts';
import { cardsNow, jobsNow, storedNow } from './look-into.ts';
import { financeCards, type Proposed, requesterCards } from './people.ts';
import { changesStripe } from './steps.ts';

/** Sentences on what is not as it must be; all empty is right. */
export interface Faults {
  readonly effects: readonly string[];
  readonly states: readonly string[];
  readonly cards: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Slack has no idempotency key: a death between a post and its commit leaves one card more, which nobody can edit. It counts
 * as wrong unless it came right before a death.
 */
const MAX_CARDS = 2;
const LEFT_OVER_WITHIN_MS = 2_000;

/** What a correction must have come to, as the services saw it and the file tells it. */
export function faultsOf(world: CorrectionWorld, proposed: Proposed, end: End): Faults {
  return {
    effects: end === 'executed' ? effectFaults(world, proposed) : anyEffect(world),
    states: stateFaults(world, end),
    cards: cardFaults(world, proposed, end),
    notes: noteFaults(world, proposed, end),
  };
}

/** Where it is not carried out, no request may have reached Stripe. */
function anyEffect({ stripe }: CorrectionWorld): string[] {
  const asked = stripe.requests.filter(changesStripe).length;
  const done = stripe.account.effects.all.length;
  return asked + done === 0 ? [] : [`${asked} requests and ${done} effects reached Stripe`];
}

/** One effect for each step, under the correction's name, of the amount that was approved; and not one request more. */
function effectFaults({ stripe, database }: CorrectionWorld, { correctionId, amount }: Proposed): string[] {
  const { account, requests } = stripe;
  const done = account.effects.all;
  const steps = storedNow(database)?.effects.length ?? 0;
  const asked = requests.filter(changesStripe).length;
  const named = [...account.objects('refund'), ...account.objects('credit_note')].filter(
    ({ metadata }) => metadata?.['correction_id'] === correctionId,
  );
  const returned = done
    .flatMap(({ touched }) => touched)
    .flatMap((id) => account.object('refund', id) ?? [])
    .reduce((sum, refund) => sum + refund.amount, 0);
  const cancelled = done.filter(({ operation }) => operation.startsWith('DELETE ')).length;
  return [
    ...(steps > 0 && done.length === steps ? [] : [`${done.length} effects in Stripe for ${steps} steps`]),
    ...(done.every(({ by }) => by === 'api') ? [] : ['not all effects are ours']),
    ...(asked === steps ? [] : [`${asked} requests reached Stripe for ${steps} steps`]),
    ...(named.length + cancelled === steps
      ? []
      : [`${named.length} objects bear the correction's id for ${steps} steps`]),
    ...(returned === amount ? [] : [`${returned} was returned where ${amount} was approved`]),
    ...(new Set(named.map(({ metadata }) => metadata?.['effect_id'])).size === named.length
      ? []
      : ['two objects bear one effect id']),
  ];
}

function stateFaults({ database, server }: CorrectionWorld, end: End): string[] {
  const stored = storedNow(database);
  const { running, parked, due } = jobsNow(database, server.nowMs);
  const [first, ...others] = stored?.effects ?? [];
  const isRight =
    end === 'executed'
      ? first === 'done' && others.every((state) => state === 'done')
      : first === 'needs_person' && others.every((state) => state === 'skipped');
  return [
    ...(stored?.state === end ? [] : [`the correction is ${stored?.state ?? 'missing'}`]),
    ...(isRight ? [] : [`its effects are ${stored?.effects.join(', ') ?? 'missing'}`]),
    ...running.map((type) => `${type} still runs`),
    ...due.map((type) => `${type} is still due`),
    ...parked.map((type) => `${type} waits for a person`),
  ];
}

function cardFaults(world: CorrectionWorld, { correctionId }: Proposed, end: End): string[] {
  const known = cardsNow(world.database);
  const { deaths } = world.server;
  // Slack took it and the process died before it was stored where it is: it can never be edited, and so offers nothing.
  const isLeftOver = ({ ts, blocks }: SlackMessage): boolean =>
    !known.includes(ts) &&
    blocks.every(({ type }) => type !== 'actions') &&
    deaths.some((death) => death >= Number(ts) * 1_000 && death - Number(ts) * 1_000 < LEFT_OVER_WITHIN_MS);
  const places = [
    ['finance', financeCards(world, correctionId)],
    ['the requester', requesterCards(world)],
  ] as const;
  return places.flatMap(([place, cards]) => [
    ...(cards.some(({ ts }) => known.includes(ts)) && cards.length <= MAX_CARDS
      ? []
      : [`${cards.length} cards for ${place}`]),
    ...cards
      .filter((card) => !isFinal(card, end) && !isLeftOver(card))
      .map(({ text }) => `a card for ${place} does not show the end: ${text}`),
  ]);
}

/** The check's note and the outcome's, each once by its marker. */
function noteFaults({ zendesk }: CorrectionWorld, { ticketId, correctionId }: Proposed, end: End): string[] {
  const markers = zendesk
    .notes(ticketId)
    .flatMap(({ body }) => body.match(/\[bc:[^\]]+\]/g) ?? ['no marker']);
  const outcome = markers.filter((marker) => marker === `[bc:${correctionId}:${end}]`);
  const others = markers.filter((marker) => marker.includes(correctionId) && !outcome.includes(marker));
  return [
    ...(outcome.length === 1 ? [] : [`${outcome.length} notes about the outcome`]),
    ...others.map((marker) => `a note too many: ${marker}`),
    ...(new Set(markers).size === markers.length ? [] : [`a note twice: ${markers.join(' ')}`]),
    ...(markers.length - outcome.length - others.length === 1 ? [] : ['not exactly one note of the check']),
  ];
}

/** Notes about the outcome so far. */
export function outcomeNotes({ zendesk }: CorrectionWorld, { ticketId, correctionId }: Proposed): number {
  return zendesk.notes(ticketId).filter(({ body }) => body.includes(`[bc:${correctionId}:`)).length;
}

/** What `billing-check audit verify` says of the trail; null when it is whole. */
export async function auditFault({ environment }: CorrectionWorld): Promise<string | null> {
  try {
    await promisify(execFile)(process.execPath, [CLI.pathname, 'audit', 'verify'], {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      cwd: tmpdir(),
    });
    return null;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    return `audit verify: ${said}`;
  }
}
