import { Worker } from 'node:worker_threads';
import type { AnalysisOutcome } from '../analysis/analyze.ts';
import type { Analysis } from '../analysis/finding.ts';
import type { AnalysisRequest, Analyst } from '../check/ports.ts';
import type { CrashReport } from './inline-analyst.ts';

export interface ThreadRequest {
  readonly id: number;
  readonly request: AnalysisRequest;
}
export type ThreadAnswer =
  | { readonly id: number; readonly outcome: AnalysisOutcome }
  | { readonly id: number; readonly error: string };

export interface AnalystThreadOptions {
  readonly onCrash: CrashReport;
  /** One analysis may take this long before the thread is given up and replaced. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;
const THREAD_HEAP_MAX_MB = 1024;

interface Waiting {
  readonly resolve: (analysis: Analysis) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Judges in a worker thread, so that a customer with 10,000 invoices delays no acknowledgement. The thread starts
 * with the first analysis; when it dies or hangs, what it was asked fails (the job is retried) and the next
 * analysis gets a new thread.
 */
export function createAnalystThread({ onCrash, timeoutMs = TIMEOUT_MS }: AnalystThreadOptions): Analyst {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;

  const giveUp = (reason: Error): void => {
    const dead = worker;
    worker = null;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(reason);
    }
    waiting.clear();
    void dead?.terminate();
  };

  const settle = (answer: ThreadAnswer): void => {
    const asked = waiting.get(answer.id);
    if (asked === undefined) return;
    waiting.delete(answer.id);
    clearTimeout(asked.timer);
    if (waiting.size === 0) worker?.unref();
    if ('error' in answer) {
      asked.reject(new Error(`the analysis failed: ${answer.error}`));
      return;
    }
    answer.outcome.crashes.forEach(onCrash);
    asked.resolve(answer.outcome.analysis);
  };

  const start = (): Worker => {
    const started = startThread();
    started.on('message', settle);
    started.on('error', (error) => {
      if (worker === started) giveUp(new Error(`the analysis thread failed: ${String(error)}`));
    });
    started.on('exit', () => {
      if (worker === started) giveUp(new Error('the analysis thread ended before it answered'));
    });
    return started;
  };

  return {
    analyze(request) {
      worker ??= start();
      const thread = worker;
      thread.ref();
      lastId += 1;
      const id = lastId;
      return new Promise<Analysis>((resolve, reject) => {
        const timer = setTimeout(() => {
          giveUp(new Error(`the analysis took longer than ${timeoutMs / 1000} seconds`));
        }, timeoutMs);
        timer.unref();
        waiting.set(id, { resolve, reject, timer });
        thread.postMessage({ id, request } satisfies ThreadRequest);
      });
    },
    async close() {
      const closing = worker;
      giveUp(new Error('the analysis thread was closed'));
      await closing?.terminate();
    },
  };
}

function startThread(): Worker {
  const limits = { resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MAX_MB } };
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./analyst-thread-entry.js', import.meta.url), limits);
  // From sources (tests, development): a worker thread does not inherit the loader that understands TypeScript.
  const entry = JSON.stringify(new URL('./analyst-thread-entry.ts', import.meta.url).href);
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${entry}); });`;
  return new Worker(code, { ...limits, eval: true });
}
