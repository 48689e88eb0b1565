import { parentPort } from 'node:worker_threads';
import { analyze } from '../analysis/analyze.ts';
import { assert } from '../assert.ts';
import type { ThreadAnswer, ThreadRequest } from './analyst-thread.ts';

const port = parentPort;
assert(port !== null, 'the analyst thread is started by analyst-thread.ts');

port.on('message', ({ id, request }: ThreadRequest) => {
  let answer: ThreadAnswer;
  try {
    answer = { id, outcome: analyze(request) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  port.postMessage(answer);
});
