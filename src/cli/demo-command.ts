import { createInterface, type Interface } from 'node:readline/promises';
import type { DemoWorld } from './demo/demo-world.ts';
import type { SlackDoor } from './demo/doors.ts';
import { styleFor } from './demo/drawing.ts';
import { newestTriageCard } from './demo/slack-view.ts';
import type { Stop } from './demo/tour.ts';
import { EXIT, type ExitStatus, type Terminal, UsageError } from './exit.ts';
import { explain } from './explain-error.ts';
import { renderReport } from './report.ts';

export interface DemoOptions {
  readonly seed?: string;
  readonly port?: string;
  /** Serves the desk alone until it is interrupted: no tour. */
  readonly desk?: boolean;
  readonly deskPort?: string;
  /** The way in: `ticket`, one of Slack's doors, `finance` for what is put right, or `all`. Default: ticket, then finance. */
  readonly door?: string;
  /** Lets the local Claude word the answers. */
  readonly claude?: boolean;
  /** Cuts Slack off while corrections are carried out. */
  readonly slackDown?: boolean;
}

/** A network nearby: enough that waiting is seen, little enough that nobody waits. */
const LATENCY_MS = 30;
const SEED_MAX = 2 ** 31 - 1;
const DAY_SECONDS = 86_400;

/**
 * `billing-check demo`: the real server on the local sandbox, a guided tour of ten tickets, then a prompt for the
 * reader's own queries. Without a terminal to ask, the tour runs through and the command ends.
 */
export async function runDemo(
  options: DemoOptions,
  terminal: Terminal,
): Promise<ExitStatus | typeof MISMATCH> {
  const seed = wholeNumber('--seed', options.seed ?? '1', SEED_MAX);
  const port = await portOf('--port', options.port);
  const deskPort = await portOf('--desk-port', options.deskPort);
  const doors = doorsOf(options.door);
  const { startDemoWorld } = await import('./demo/demo-world.ts');
  const { isRight, runTour, summary } = await import('./demo/tour.ts');
  const style = styleFor(terminal.isTTY);
  const demo = await startDemoWorld({
    seed,
    port,
    deskPort,
    // The last midnight: the same seed tells the same stories all day.
    now: Math.floor(terminal.now() / DAY_SECONDS) * DAY_SECONDS,
    latencyMs: LATENCY_MS,
    claude: options.claude === true,
    onFatal: (error) => {
      throw error;
    },
  });
  if (options.desk === true) {
    const { serveDesk } = await import('./demo/serve-desk.ts');
    return serveDesk(demo, terminal);
  }
  const reader = process.stdin.isTTY
    ? createInterface({ input: process.stdin, output: process.stdout, historySize: 100 })
    : null;
  try {
    terminal.out(
      [
        style.bold(`billing-check demo, seed ${seed}`),
        `The server runs on http://127.0.0.1:${demo.app.port} against a local Stripe, Zendesk${options.claude === true ? ', Slack and Claude' : ' and Slack'}.`,
        ...(reader === null ? [] : [`To see it all in a browser meanwhile: ${style.bold(demo.deskUrl)}`]),
        'Every customer is made up; nothing leaves this machine. Ten of them write in:',
        '',
      ].join('\n'),
    );
    const finance = async (): Promise<boolean> =>
      !doors.includes('finance') || playFinance(demo, options.slackDown === true, terminal);
    const right = await playDoors(demo, doors, terminal);
    if (!doors.includes('ticket')) return right && (await finance()) ? EXIT.ok : MISMATCH;
    const goOn =
      reader === null
        ? async () => true
        : () => nextOrQuit(reader, style.dim('Enter: next ticket · q: your own queries  '));
    const stops = await runTour(demo, { out: terminal.out, style, goOn });
    terminal.out(
      `\nIn Slack, the newest card in #billing-triage:\n\n${await newestTriageCard(demo, terminal)}`,
    );
    terminal.out(`\n${summary(stops, style)}\n`);
    const putRight = (await goOn()) ? await finance() : true;
    terminal.out(`${style.dim(OTHER_DOORS)}\n`);
    if (reader !== null) await prompt(demo, stops, reader, terminal);
    return right && putRight && stops.every(isRight) ? EXIT.ok : MISMATCH;
  } finally {
    reader?.close();
    await demo.close();
  }
}

const OTHER_DOORS =
  'Zendesk and Slack in a browser: --desk. The same ten in Slack: --door command, shortcut or mention. What finance puts right: --door finance, with Slack cut off in the middle --slack-down. A sandbox model in Claude’s place: --claude.';
/** An answer differs from what the ledger knows it did: not one of the contract's statuses, as it is a bug of ours. */
const MISMATCH = 1;
const DOORS = ['ticket', 'command', 'shortcut', 'mention', 'finance'] as const;
/** What is shown unless somebody asks for something else: the ten tickets, then what finance puts right. */
const SHOWN = ['ticket', 'finance'] as const;

function doorsOf(door: string | undefined): readonly (typeof DOORS)[number][] {
  if (door === undefined) return SHOWN;
  if (door === 'all') return DOORS;
  const known = DOORS.find((name) => name === door);
  if (known !== undefined) return [known];
  throw new UsageError(`--door ${door} is none of ${DOORS.join(', ')} and all.`);
}

/** Plays the ten stories through Slack's doors; true when every answer is what the ledger knows. */
async function playDoors(demo: DemoWorld, doors: readonly string[], terminal: Terminal): Promise<boolean> {
  const { SLACK_DOORS, agrees, ask: askThrough, drawAsked, questionOf } = await import('./demo/doors.ts');
  const style = styleFor(terminal.isTTY);
  const { stories } = demo.world;
  let right = true;
  for (const door of SLACK_DOORS.filter((name) => doors.includes(name))) {
    const lines: string[] = [];
    for (const [place, story] of stories.entries()) {
      const asked = await askThrough(demo, door, questionOf(door, story));
      const isTrue = agrees(story, asked.answer);
      right &&= isTrue;
      terminal.out(`\n${style.bold(`${place + 1} of ${stories.length} · by ${door}`)}\n`);
      terminal.out(`${await drawAsked(asked, terminal)}\n`);
      lines.push(`${isTrue ? style.green('✓') : style.red('✗')} ${story.title}`);
    }
    terminal.out(
      `${style.bold(`By ${door}, held against what the ledger knows it did:`)}\n${lines.join('\n')}\n\n`,
    );
  }
  return right;
}

/** Four corrections from the ticket to the outcome; true when each did exactly what the ledger knows was owed. */
async function playFinance(demo: DemoWorld, slackDown: boolean, terminal: Terminal): Promise<boolean> {
  const { financeSummary, runFinance } = await import('./demo/finance.ts');
  const style = styleFor(terminal.isTTY);
  const settled = await runFinance(demo, { out: terminal.out, style, terminal, slackDown });
  terminal.out(`\n${financeSummary(settled, style)}\n`);
  return settled.every(({ isRight }) => isRight);
}

async function nextOrQuit(reader: Interface, question: string): Promise<boolean> {
  const answer = await ask(reader, question);
  return answer !== null && !/^q(uit)?$/i.test(answer);
}

const HELP = `Ask about any customer here:
  an e-mail address or a Stripe id     check that customer
  /billing-check E-MAIL or ID          the same as a support agent in Slack
  @billing-check E-MAIL or ID          a mention in #billing-triage, answered in its thread
  shortcut NUMBER                      “Check this billing” on that customer's message in #support
  slack                                the newest card in #billing-triage
  list                                 the ten customers
  desk                                 where the desk is: Zendesk and Slack in a browser
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
    else if (/^desk$/i.test(query)) terminal.out(`${demo.deskUrl}\n`);
    else if (/^slack$/i.test(query)) terminal.out(await newestTriageCard(demo, terminal));
    else if (/^[/@]billing-check/.test(query)) {
      const door = query.startsWith('/') ? 'command' : 'mention';
      terminal.out(await throughDoor(demo, door, query.slice('/billing-check'.length).trim(), terminal));
    } else if (/^shortcut\b/.test(query)) {
      const story = demo.world.stories[Number(/\d+/.exec(query)?.[0] ?? '1') - 1];
      const { questionOf } = await import('./demo/doors.ts');
      if (story === undefined)
        terminal.out(`There are ${demo.world.stories.length} customers: shortcut 1, for example.\n`);
      else terminal.out(await throughDoor(demo, 'shortcut', questionOf('shortcut', story), terminal));
    } else await answer(demo, query.replace(/^check\s+/i, ''), terminal);
  }
}

async function throughDoor(
  demo: DemoWorld,
  door: SlackDoor,
  text: string,
  terminal: Terminal,
): Promise<string> {
  const { ask: askThrough, drawAsked } = await import('./demo/doors.ts');
  return drawAsked(await askThrough(demo, door, text), terminal);
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
    .map(
      ({ email, customer_id, title }, place) =>
        `  ${String(place + 1).padStart(2)}  ${email.padEnd(38)} ${customer_id.padEnd(20)} ${title}\n`,
    )
    .join('');
}

/** A trimmed line, or null when there is nobody to ask any more. */
async function ask(reader: Interface, question: string): Promise<string | null> {
  const closed = new Promise<null>((resolve) => reader.once('close', () => resolve(null)));
  const line = await Promise.race([reader.question(question), closed]);
  return line === null ? null : line.trim();
}

/** The port to listen at; 0, for any, where none is asked for. */
async function portOf(option: string, text: string | undefined): Promise<number> {
  if (text === undefined) return 0;
  const wanted = wholeNumber(option, text, 65_535);
  const { freePort } = await import('./demo/free-port.ts');
  if ((await freePort(wanted)) !== null) return wanted;
  throw new UsageError(
    `${option} ${wanted} cannot be used: stop the program that listens there, or leave ${option} out.`,
  );
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d{1,10}$/.test(text) && value <= most) return value;
  throw new UsageError(`${option} ${text} is no whole number from 0 to ${most}.`);
}
