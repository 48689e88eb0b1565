import { answerAsClaude, ClaudeBehaviour, claudeFaults } from '../../src/sandbox/claude/index.ts';
import type { SandboxAnswer } from '../../src/sandbox/fault-injection.ts';
import type { Random } from '../../src/sandbox/ledger/random.ts';
import {
  type ClaudeStrike,
  misbehaviourOf,
  type ReplyLanguage,
  reworded,
  STRIKES,
  worded,
} from './claude-words.ts';
import type { VirtualTime } from './virtual-time.ts';

export const CLAUDE_KEY = 'key-of-the-simulation';
const HANG_MS = 10 * 60_000;

/** One request to Claude, and what became of it. Times are milliseconds of virtual time. */
export interface ClaudeRequest {
  readonly number: number;
  readonly leftAtMs: number;
  readonly strike: ClaudeStrike;
  /** When an answer reached us whole; null: none did. */
  answeredAtMs: number | null;
  retryAfterSeconds: number | null;
}

export interface ClaudeSideOptions {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly percent: number;
  /** Of the reply: what is promised must be understood. */
  readonly language: ReplyLanguage;
  readonly note: (text: string) => void;
}

/** Claude at the far end of the SDK's `fetch`, on the virtual clock: the sandbox's answers, late, spoilt or not at all. */
export class ClaudeSide {
  readonly requests: ClaudeRequest[] = [];
  private readonly options: ClaudeSideOptions;
  private readonly behaviour = new ClaudeBehaviour();
  private readonly answer = answerAsClaude({ apiKey: CLAUDE_KEY, behaviour: this.behaviour });

  constructor(options: ClaudeSideOptions) {
    this.options = options;
  }

  readonly fetch: typeof fetch = (target, init = {}) => {
    const { time, random, percent, note } = this.options;
    const strike = random.chance(percent) ? random.pick(STRIKES) : 'none';
    const number = this.requests.length + 1;
    const request: ClaudeRequest = {
      ...{ number, leftAtMs: time.now, strike },
      answeredAtMs: null,
      retryAfterSeconds: null,
    };
    this.requests.push(request);
    const name = `Claude #${number}`;
    note(
      `${name} ${init.method} ${new URL(String(target)).pathname}${strike === 'none' ? '' : ` ~ ${strike}`}`,
    );
    const answer = this.answerTo(strike, target, init);
    return new Promise((resolve, reject) => {
      const end = this.endsOf(strike, answer, {
        whole: () => {
          request.answeredAtMs = time.now;
          request.retryAfterSeconds = retryAfterOf(answer);
          note(`${name} -> ${answer.status}`);
          resolve(responseOf(answer, textOf(answer)));
        },
        half: (rest) => {
          note(`${name} -> ${answer.status}, half of it`);
          resolve(responseOf(answer, halfOf(textOf(answer), rest, init.signal)));
        },
        lost: (code) => {
          note(`${name} lost: ${code}`);
          reject(connectionError(code));
        },
      });
      const cancel = time.at(time.now + end.afterMs, time.owner, end.run);
      init.signal?.addEventListener('abort', () => {
        cancel();
        reject(abortError());
      });
    });
  };

  /** How a request ends, and when. */
  private endsOf(
    strike: ClaudeStrike,
    { status }: SandboxAnswer,
    ways: {
      readonly whole: () => void;
      readonly half: (rest: 'never' | 'reset') => void;
      readonly lost: (code: string) => void;
    },
  ): { readonly afterMs: number; readonly run: () => void } {
    const { random } = this.options;
    // A text takes seconds, a refusal does not.
    const afterMs =
      status === 200 ? random.pick([900, 3_000, 8_000, 15_000]) + random.int(0, 4_000) : random.int(20, 400);
    switch (strike) {
      case 'refused':
        return { afterMs: random.int(1, 50), run: () => ways.lost('ECONNREFUSED') };
      case 'reset':
        return { afterMs, run: () => ways.lost('ECONNRESET') };
      case 'reset_inside':
        return { afterMs, run: () => ways.half('reset') };
      case 'hangs':
        return { afterMs: HANG_MS, run: ways.whole };
      case 'hangs_inside':
        return { afterMs, run: () => ways.half('never') };
      default:
        return { afterMs, run: ways.whole };
    }
  }

  private answerTo(
    strike: ClaudeStrike,
    target: Parameters<typeof fetch>[0],
    init: RequestInit,
  ): SandboxAnswer {
    const { random, language } = this.options;
    switch (strike) {
      case 'limited':
        return answerOf(claudeFaults.rateLimited());
      case 'limited_for':
        return answerOf(claudeFaults.rateLimited(random.pick([1, 6, 30])));
      case 'failed':
        return answerOf(claudeFaults.serverError());
      case 'overloaded':
        return answerOf(claudeFaults.overloaded());
      default: {
        const misbehaviour = misbehaviourOf(strike, random);
        if (misbehaviour !== null) this.behaviour.set(misbehaviour);
        const answer = this.answer({
          method: init.method ?? 'GET',
          path: new URL(String(target)).pathname,
          query: new URLSearchParams(),
          headers: Object.fromEntries(new Headers(init.headers)),
          body: Buffer.from(String(init.body ?? '')),
        });
        this.behaviour.clear();
        return reworded(answer, (fields) => worded(fields, strike, random, language));
      }
    }
  }
}

function answerOf(fault: ReturnType<typeof claudeFaults.serverError>): SandboxAnswer {
  if (fault.kind !== 'answer') throw new Error('a fault of Claude is an answer');
  const { status, headers = {}, body } = fault;
  return { status, headers, body };
}

const textOf = ({ body }: SandboxAnswer): string => JSON.stringify(body);

const responseOf = ({ status, headers = {} }: SandboxAnswer, body: string | ReadableStream): Response =>
  new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } });

/** The first half of a body; the rest never comes, or the connection is lost. */
function halfOf(
  text: string,
  rest: 'never' | 'reset',
  signal: AbortSignal | null | undefined,
): ReadableStream {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(text.slice(0, text.length >> 1)));
      if (rest === 'reset') controller.error(connectionError('ECONNRESET'));
      else signal?.addEventListener('abort', () => controller.error(abortError()));
    },
  });
}

/** As Node's fetch puts it. */
function connectionError(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) });
}

const abortError = (): DOMException => new DOMException('This operation was aborted', 'AbortError');

function retryAfterOf({ headers }: SandboxAnswer): number | null {
  const seconds = headers?.['retry-after'];
  return seconds === undefined ? null : Number(seconds);
}
