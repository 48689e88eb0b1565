import { isDeepStrictEqual } from 'node:util';
import type { Ticket } from '../../src/analysis/ticket/ticket.ts';
import type { AnalysisResult } from '../../src/check/result.ts';
import { Random } from '../../src/sandbox/ledger/random.ts';
import { createWriters } from '../../src/triage/create-writer.ts';
import { CLAUDE_KEY, type ClaudeRequest, ClaudeSide } from './claude-side.ts';
import { type ClaudePlan, MODEL_WORD } from './claude-words.ts';
import { traceLine } from './simulation.ts';
import { Owner, VirtualTime } from './virtual-time.ts';
import { checkTicket, storeCheck, type World } from './worlds.ts';

/** It is worded in the minute before the rest begins. */
const BEFORE_MS = 60_000;
/** All model work of one check, as the prompt's contract has it. */
const LIMIT_MS = 20_000;
/** Two texts, three tries each. */
const MAX_REQUESTS = 6;
const MAX_STEPS = 1_000;

/** The check a seed begins with, worded by Claude as far as Claude could. */
export interface Wording {
  readonly worded: World;
  /** The same by the deterministic writer alone; null where that is what stands anyway. */
  readonly plain: World | null;
  readonly trace: readonly string[];
  /** What broke a promise meanwhile. */
  readonly violations: readonly string[];
}

/** Has the real writer word the ticket's check over the real SDK, on a virtual clock of its own, and stores it. */
export async function wordCheck(seed: number, world: World, claude: ClaudePlan): Promise<Wording> {
  const { about, percent } = claude;
  const plain = await wordedPlainly(world, about.ticket);
  const language = about.language ?? (plain.triage.language === 'de' ? 'de' : 'en');
  const startMs = world.nowMs - BEFORE_MS;
  const owner = new Owner('ticket');
  const random = new Random(`wording ${seed}`);
  const time = new VirtualTime({ now: startMs, world: owner, random: () => random.next() / 2 ** 32 });
  const trace: string[] = [];
  const violations: string[] = [];
  const note = (text: string): void => void trace.push(traceLine(time, world.nowMs, text));
  const side = new ClaudeSide({ time, random, note, language, percent });
  const { writer } = await createWriters({
    apiKey: CLAUDE_KEY,
    baseUrl: null,
    fetch: side.fetch,
    // Also what the rules would word alone: here it is Claude who goes wrong.
    tierOf: () => ({ tier: 'small', reason: 'the simulation wants it' }),
  });
  const restore = time.install();
  let result: AnalysisResult | null = null;
  try {
    time.at(startMs, owner, () => {
      checkTicket(world, writer, about.ticket).then(
        (checked) => {
          result = checked;
          const { source, fallback_reason: reason } = checked.triage;
          note(`the check is worded: ${source}${reason === undefined ? '' : ` (${reason})`}`);
        },
        (error: unknown) => violations.push(`the check could not be worded: ${String(error)}`),
      );
    });
    for (let steps = 0; result === null && time.next !== null && steps < MAX_STEPS; steps += 1)
      await time.step();
  } finally {
    restore();
  }
  const tookMs = time.now - startMs;
  if (tookMs > LIMIT_MS) violations.push(`the check was worded after ${tookMs} ms`);
  violations.push(...badManners(side.requests), ...badWords(result ?? plain, plain, language, side.requests));
  const { triage }: AnalysisResult = result ?? plain;
  return {
    worded: { ...world, ...(await storeCheck(world, result ?? plain)) },
    plain: triage.source === 'template' ? null : await storedPlainly(world, about.ticket, triage.language),
    trace,
    violations,
  };
}

const plains = new Map<string, Promise<AnalysisResult>>();
const stored = new Map<string, Promise<World>>();

/** The check without Claude; made once for each world and ticket. */
function wordedPlainly(world: World, ticket: Ticket | null): Promise<AnalysisResult> {
  return once(plains, `${world.name}: ${ticket?.subject}`, async () => {
    const { writer } = await createWriters({ apiKey: null, baseUrl: null });
    return checkTicket(world, writer, ticket);
  });
}

/** The same, stored as if the reply were in `language`: later notes follow the reply's language, whoever wrote it. */
function storedPlainly(world: World, ticket: Ticket | null, language: string): Promise<World> {
  return once(stored, `${world.name}: ${ticket?.subject}: ${language}`, async () => {
    const { triage, ...rest } = await wordedPlainly(world, ticket);
    return { ...world, ...(await storeCheck(world, { ...rest, triage: { ...triage, language } })) };
  });
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}

/** How Claude was asked. */
function badManners(requests: readonly ClaudeRequest[]): readonly string[] {
  const early = requests.flatMap(({ answeredAtMs, retryAfterSeconds, number }, place) => {
    const next = requests[place + 1];
    if (next === undefined || answeredAtMs === null || retryAfterSeconds === null) return [];
    const missingMs = answeredAtMs + retryAfterSeconds * 1_000 - next.leftAtMs;
    return missingMs > 0 ? [`Claude was asked again ${missingMs} ms too early (after #${number})`] : [];
  });
  if (requests.length === 0) return ['Claude was not asked'];
  return requests.length > MAX_REQUESTS ? [...early, `Claude was asked ${requests.length} times`] : early;
}

/** The text is Claude's where its last answer came whole and sound, and the deterministic one everywhere else. */
function badWords(
  { triage, ...rest }: AnalysisResult,
  { triage: plain, ...plainRest }: AnalysisResult,
  language: string,
  requests: readonly ClaudeRequest[],
): readonly string[] {
  const broken: string[] = [];
  const last = requests.at(-1);
  const isSound = last !== undefined && last.strike === 'none' && last.answeredAtMs !== null;
  if (!isDeepStrictEqual(rest, plainRest)) broken.push('Claude changed something else than the text');
  if (isSound !== (triage.source === 'model'))
    broken.push(
      isSound
        ? `Claude's good text is not used: ${triage.fallback_reason}`
        : `Claude's text is used although its last answer was "${last?.strike}"`,
    );
  if (triage.source === 'template') {
    const { usage: _, author: __, fallback_reason: reason, ...text } = triage;
    const { usage: ___, author: ____, ...plainText } = plain;
    if (!isDeepStrictEqual(text, plainText))
      broken.push('the text is neither Claude’s nor the deterministic one');
    if (reason === undefined) broken.push('nobody is told why the text is not Claude’s');
    return broken;
  }
  // The deterministic writer says in a check of its own that it cannot write the customer's language.
  const expected = language === plain.language ? plain.next_checks : plain.next_checks.slice(1);
  const owners = (checks: typeof expected): readonly string[] => checks.map(({ owner }) => owner);
  if (triage.cause_kind !== plain.cause_kind) broken.push('Claude changed the kind of cause');
  if (!isDeepStrictEqual(owners(triage.next_checks), owners(expected)))
    broken.push('Claude changed an owner');
  if (triage.language !== language) broken.push(`Claude answered in ${triage.language}, not in ${language}`);
  const texts = [triage.summary, triage.likely_cause, triage.draft_reply];
  if (!texts.every((text) => text.includes(MODEL_WORD)))
    broken.push('the text is called Claude’s and is not');
  return broken;
}
