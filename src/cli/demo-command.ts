import { createInterface, type Interface } from 'node:readline/promises';
import type { DemoWorld } from './demo/demo-world.ts';
import { styleFor } from './demo/drawing.ts';
import { askInSlack, newestTriageCard } from './demo/slack-view.ts';
import type { Stop } from './demo/tour.ts';
import { EXIT, type ExitStatus, type Terminal, UsageError } from './exit.ts';
import { explain } from './explain-error.ts';
import { renderReport } from './report.ts';

export interface DemoOptions {
  readonly seed?: string;
  readonly port?: string;
}

/** A network nearby: enough that waiting is seen, little enough that nobody waits. */
const LATENCY_MS = 30;
const SEED_MAX = 2 ** 31 - 1;
const DAY_SECONDS = 86_400;

/**
 * `billing-check demo`: the real server on the local sandbox, a guided tour of ten tickets, then a prompt for the
 * reader's own queries. Without a terminal to ask, the tour runs through and the command ends.
 */
export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<ExitStatus> {
  const seed = wholeNumber('--seed', options.seed ?? '1', SEED_MAX);
  const port = wholeNumber('--port', options.port ?? '0', 65_535);
  const { startDemoWorld } = await import('./demo/demo-world.ts');
  const { runTour, summary } = await import('./demo/tour.ts');
  const style = styleFor(terminal.isTTY);
  const demo = await startDemoWorld({
    seed,
    port,
    // The last midnight: the same seed tells the same stories all day.
    now: Math.floor(terminal.now() / DAY_SECONDS) * DAY_SECONDS,
    latencyMs: LATENCY_MS,
    onFatal: (error) => {
      throw error;
    },
  });
  const reader = process.stdin.isTTY
    ? createInterface({ input: process.stdin, output: process.stdout, historySize: 100 })
    : null;
  try {
    terminal.out(
      [
        style.bold(`billing-check demo, seed ${seed}`),
        `The server runs on http://127.0.0.1:${demo.app.port} against a local Stripe, Zendesk and Slack.`,
        'Every customer is made up; nothing leaves this machine. Ten of them write in:',
        '',
      ].join('\n'),
    );
    const goOn =
      reader === null
        ? async () => true
        : () => nextOrQuit(reader, style.dim('Enter: next ticket · q: your own queries  '));
    const stops = await runTour(demo, { out: terminal.out, style, goOn });
    terminal.out(
      `\nIn Slack, the newest card in #billing-triage:\n\n${await newestTriageCard(demo, terminal)}`,
    );
    terminal.out(`\n${summary(stops, style)}\n`);
    if (reader !== null) await prompt(demo, stops, reader, terminal);
    return EXIT.ok;
  } finally {
    reader?.close();
    await demo.close();
  }
}

async function nextOrQuit(reader: Interface, question: string): Promise<boolean> {
  const answer = await ask(reader, question);
  return answer !== null && !/^q(uit)?$/i.test(answer);
}

const HELP = `Ask about any customer here:
  an e-mail address or a Stripe id     check that customer
  /billing-check E-MAIL or ID          the same as a support agent in Slack
  slack                                the newest card in #billing-triage
  list                                 the ten customers
  quit                                 stop the demo
`;

async function prompt(
  demo: DemoWorld,
  stops: readonly Stop[],
  reader: Interface,
  terminal: Terminal,
): Promise<void> {
  terminal.out(`${HELP}${stops.length === 0 ? '' : `For example: ${stops[0]?.story.email}\n`}`);
  for (;;) {
    const query = await ask(reader, 'billing-check> ');
    if (query === null || /^(q|quit|exit)$/i.test(query)) return;
    if (query === '') continue;
    if (/^(help|\?)$/i.test(query)) terminal.out(HELP);
    else if (/^list$/i.test(query)) terminal.out(customers(demo));
    else if (/^slack$/i.test(query)) terminal.out(await newestTriageCard(demo, terminal));
    else if (query.startsWith('/billing-check')) {
      terminal.out(await askInSlack(demo, query.slice('/billing-check'.length).trim(), terminal));
    } else await answer(demo, query.replace(/^check\s+/i, ''), terminal);
  }
}

async function answer(demo: DemoWorld, query: string, terminal: Terminal): Promise<void> {
  try {
    const { result, livemode, resolution } = await demo.app.check({ query, from_ticket: false });
    terminal.out(`${renderReport(result, { color: terminal.isTTY, width: terminal.columns, livemode })}\n`);
    if ('message' in resolution) terminal.out(`${resolution.message}\n`);
  } catch (error) {
    terminal.out(`${explain(error).message}\n`);
  }
}

function customers({ world }: DemoWorld): string {
  return world.stories
    .map(({ email, customer_id, title }) => `  ${email.padEnd(38)} ${customer_id.padEnd(20)} ${title}\n`)
    .join('');
}

/** A trimmed line, or null when there is nobody to ask any more. */
async function ask(reader: Interface, question: string): Promise<string | null> {
  const closed = new Promise<null>((resolve) => reader.once('close', () => resolve(null)));
  const line = await Promise.race([reader.question(question), closed]);
  return line === null ? null : line.trim();
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d{1,10}$/.test(text) && value <= most) return value;
  throw new UsageError(`${option} ${text} is no whole number from 0 to ${most}.`);
}
