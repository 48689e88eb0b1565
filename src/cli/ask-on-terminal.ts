import { createInterface } from 'node:readline/promises';

/** One question and its answer; empty when the input ends instead, or Ctrl-C is pressed. */
export async function askOnTerminal(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<null>((resolve) => reader.once('close', () => resolve(null)));
  try {
    const answer = await Promise.race([reader.question(question), ended]);
    if (answer === null) process.stdout.write('\n');
    return answer ?? '';
  } finally {
    reader.close();
  }
}
