import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import {
  type BrowserWorld,
  findChromium,
  inApp,
  type OpenTicket,
  startBrowserWorld,
} from '../test/browser/browser-setup.ts';
import { type Figure, figure, median, notRun } from './lib/report.ts';

const APP = new URL('../dist/zendesk-app/', import.meta.url);
const SCRIPTS_LIMIT_KB = 200;
const STORED_LIMIT_MS = 300;
const BEYOND_CHECK_LIMIT_MS = 200;
const OPENINGS = 9;
const CHECKS = 9;
const WARM_UP = 2;
const SHOWN = 'billing-check:shown';
const STORY = 'card-hold';
/** An agent may ask for six a minute. */
const CHECKS_PER_AGENT = 5;

/** The app beside a ticket: its size, and how soon an agent sees a result, in Chromium against the whole server. */
export async function benchSidebar(): Promise<Figure[]> {
  const size = figure('sidebar: scripts, compressed', compressedKb(), 'kB', null, {
    at: 'most',
    limit: SCRIPTS_LIMIT_KB,
    of: 'value',
  });
  if (findChromium() === null) return [size, notRun('sidebar: results on screen', 'no Chromium')];
  const world = await startBrowserWorld();
  try {
    const ticketId = await world.checked(STORY);
    return [size, ...(await opening(world, ticketId)), ...(await checking(world, ticketId))];
  } finally {
    await world.close();
  }
}

/** Each time in a browser that has nothing of the app yet. */
async function opening(world: BrowserWorld, ticketId: string): Promise<Figure[]> {
  const shown: number[] = [];
  const answered: number[] = [];
  for (let run = 0; run < OPENINGS + WARM_UP; run += 1) {
    const ticket = await world.openTicket(ticketId);
    await isShown(ticket, 1);
    if (run >= WARM_UP) {
      shown.push(await inApp<number>(ticket, `performance.getEntriesByName('${SHOWN}')[0].startTime`));
      answered.push(await inApp<number>(ticket, `performance.getEntriesByType('navigation')[0].responseEnd`));
    }
    await ticket.context.close();
  }
  const ms = median(shown);
  return [
    figure('sidebar: its page arrived, of a stored result', median(answered), 'ms'),
    figure('sidebar: a stored result on screen', ms, 'ms', ms / median(answered), {
      at: 'most',
      limit: STORED_LIMIT_MS,
      of: 'value',
    }),
  ];
}

/** From the click to the new result on screen, against the time its check took: the ticket read until it was saved. */
async function checking(world: BrowserWorld, ticketId: string): Promise<Figure[]> {
  const onScreen: number[] = [];
  const own: number[] = [];
  for (let run = 0; run < CHECKS + WARM_UP; ) {
    const ticket = await world.openTicket(ticketId, { as: world.addAgent() });
    await isShown(ticket, 1);
    for (let click = 1; click <= CHECKS_PER_AGENT && run < CHECKS + WARM_UP; click += 1, run += 1) {
      const clicked = await inApp<number>(ticket, CLICK_AND_TELL_WHEN);
      await isShown(ticket, click + 1);
      const at = await inApp<number>(ticket, `performance.getEntriesByName('${SHOWN}')[${click}].startTime`);
      const check = await world.sidebar.app.store.latestAnalysisOfTicket(ticketId);
      if (check === null) throw new Error('the check is kept');
      if (run < WARM_UP) continue;
      onScreen.push(at - clicked);
      own.push(check.saved_at_ms - check.read_at_ms);
    }
    await ticket.context.close();
  }
  const beyond = median(onScreen.map((ms, run) => ms - (own[run] ?? Number.NaN)));
  return [
    figure('sidebar: the check itself', median(own), 'ms'),
    figure(
      'sidebar: a new check, from click to screen',
      median(onScreen),
      'ms',
      median(onScreen) / median(own),
    ),
    figure('sidebar: of that, beyond the check itself', beyond, 'ms', null, {
      at: 'most',
      limit: BEYOND_CHECK_LIMIT_MS,
      of: 'value',
    }),
  ];
}

const BUTTON = `[...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Check again')`;
const CLICK_AND_TELL_WHEN = `(() => {
  const button = ${BUTTON};
  const now = performance.now();
  button.click();
  return now;
})()`;

/** Waits until a result was shown this often, and the next check can be asked for. */
async function isShown(ticket: OpenTicket, times: number): Promise<void> {
  await ticket.app.getByRole('button', { name: 'Check again' }).waitFor();
  await inApp(
    ticket,
    `new Promise((resolve) => {
      const look = () => performance.getEntriesByName('${SHOWN}').length >= ${times} && (${BUTTON}) !== undefined
        ? resolve() : setTimeout(look, 5);
      look();
    })`,
  );
}

/** As a browser gets them at most: every language, with gzip. */
function compressedKb(): number {
  const scripts = readdirSync(APP).filter((name) => name.endsWith('.js'));
  if (scripts.length === 0) throw new Error('the app was not built: npm run build');
  return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, APP))).length, 0) / 1_000;
}
