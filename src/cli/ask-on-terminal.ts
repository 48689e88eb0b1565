import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** One question and its answer; empty when the input ends instead, or Ctrl-C is pressed. */
export function askOnTerminal(question: string): Promise<string> {
  return askWith(process.stdout, question);
}

/** As {@link askOnTerminal}, but what is typed is not shown. */
export async function askSecretOnTerminal(question: string): Promise<string> {
  process.stdout.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const answer = await askWith(nowhere, '');
  process.stdout.write('\n');
  return answer;
}

async function askWith(output: NodeJS.WritableStream, question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  const ended = new Promise<null>((resolve) => reader.once('close', () => resolve(null)));
  try {
    const answer = await Promise.race([reader.question(question), ended]);
    if (answer === null) output.write('\n');
    return answer ?? '';
  } finally {
    reader.close();
  }
}
