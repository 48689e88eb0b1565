import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MS = 15_000;
/** The page opens a new one then, and who it is for is asked anew. */
const MAX_STREAM_MS = 5 * 60_000;

/** What one look at the store came to. */
export interface Look {
  /** Events to be sent, each as {@link serverEvent} writes it. */
  readonly events: readonly string[];
  /** Until the next look; null: there is nothing more to be told. */
  readonly next_look_ms: number | null;
}

/** Server-sent events of what each look finds, until the reader leaves; `end` when the stream has lasted long enough. */
export async function* streamOf(look: () => Promise<Look>, signal: AbortSignal): AsyncGenerator<string> {
  const began = performance.now();
  let quietSince = began;
  yield 'retry: 1000\n\n';
  while (!signal.aborted && performance.now() - began < MAX_STREAM_MS) {
    const { events, next_look_ms } = await look();
    if (events.length > 0) {
      quietSince = performance.now();
      yield events.join('');
    } else if (performance.now() - quietSince > HEARTBEAT_MS) {
      quietSince = performance.now();
      yield ': still here\n\n';
    }
    if (next_look_ms === null) return;
    await sleep(next_look_ms, undefined, { signal }).catch(() => {});
  }
  yield serverEvent('end', {});
}

export function serverEvent(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
