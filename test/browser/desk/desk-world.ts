import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { type DemoWorld, startDemoWorld } from '../../../src/cli/demo/demo-world.ts';
import type { Story } from '../../../src/sandbox/stories/story.ts';
import type { SandboxUser } from '../../../src/sandbox/zendesk/index.ts';
import { launch, SCREENSHOTS } from '../browser-setup.ts';
import { moreCustomers } from '../more-customers.ts';
import { watched } from './slack-page.ts';

export interface OpenDeskOptions {
  readonly ticketId?: string;
  /** Who looks at Zendesk; default the support agent. */
  readonly as?: SandboxUser;
  readonly colorScheme?: 'light' | 'dark';
  /** Of the window, in pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** The desk in a browser. */
export interface OpenDesk {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly zendesk: Locator;
  /** The app beside the ticket, in its frame. */
  readonly app: FrameLocator;
  readonly slack: Locator;
  /** What the browser complained of, and every request that left this machine. */
  readonly complaints: readonly string[];
}

/** The demo as people start it, with a browser in front of its desk. */
export interface DeskWorld {
  readonly demo: DemoWorld;
  /** Moves the clocks of the server, Zendesk and Slack. */
  advance(seconds: number): void;
  open(options?: OpenDeskOptions): Promise<OpenDesk>;
  close(): Promise<void>;
}

export async function startDeskWorld(): Promise<DeskWorld> {
  let ahead = 0;
  const [demo, browser] = await Promise.all([
    startDemoWorld({
      seed: 4,
      port: 0,
      now: Math.floor(Date.now() / 1000),
      latencyMs: 0,
      clock: () => Date.now() + ahead,
      moreObjects: moreCustomers,
      onFatal: (error) => {
        throw error;
      },
    }),
    launch(),
  ]);
  return {
    demo,
    advance(seconds) {
      ahead += seconds * 1_000;
    },
    open: (options = {}) => openDesk(browser, demo, options),
    async close() {
      await Promise.all([browser.close(), demo.close()]);
    },
  };
}

/** A story's ticket as its customer sends it; the webhook goes to the server. */
export function storyTicket(
  { demo }: DeskWorld,
  key: string,
): { readonly story: Story; readonly ticketId: string } {
  const story = demo.world.stories.find((one) => one.key === key);
  if (story === undefined) throw new Error(`There is no story ${key}.`);
  const { subject, body, requester_email: email, requester_name: name } = story.ticket;
  const made = demo.zendesk.createTicket({ subject, body, requester: { email, name }, tags: ['billing'] });
  return { story, ticketId: String(made.id) };
}

async function openDesk(
  browser: Browser,
  { deskUrl }: DemoWorld,
  { ticketId, as, colorScheme = 'light', width = 1_600, height = 950 }: OpenDeskOptions,
): Promise<OpenDesk> {
  const context = await browser.newContext({
    colorScheme,
    locale: 'en',
    viewport: { width, height },
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const complaints = watched(page);
  const address = new URL(ticketId === undefined ? deskUrl : `/agent/tickets/${ticketId}`, deskUrl);
  if (as !== undefined) address.searchParams.set('as', String(as.id));
  await page.goto(address.href);
  return {
    page,
    context,
    zendesk: page.getByRole('main', { name: 'Zendesk' }),
    app: page.frameLocator('iframe[title="billing-check"]'),
    slack: page.getByRole('region', { name: 'Slack' }),
    complaints,
  };
}

/** Takes a picture of the desk for people to look at. */
export async function picture({ page }: OpenDesk, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  // What moves has come to rest.
  await page.waitForTimeout(300);
  await page.screenshot({ path: fileURLToPath(new URL(`desk-${name}.png`, SCREENSHOTS)) });
}
