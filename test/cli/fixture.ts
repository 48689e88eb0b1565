import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { AnalysisResult } from '../../src/check/result.ts';
import { formatMoney } from '../../src/money.ts';
import type { SandboxServer } from '../../src/sandbox/fault-injection.ts';
import { exportWorldHistory } from '../../src/sandbox/stories/export-history.ts';
import type { Story, World } from '../../src/sandbox/stories/story.ts';
import { buildWorld } from '../../src/sandbox/stories/world.ts';
import {
  SANDBOX_KEYS,
  type StripeSandboxOptions,
  startStripeSandbox,
} from '../../src/sandbox/stripe/server.ts';
import type { CliAnswer, CliEnvironment } from './run-cli.ts';

type WorldObject = { readonly id: string; readonly object: string } & Readonly<Record<string, unknown>>;

export const WORLD: World = buildWorld(1);

/** The story of the customer who was charged twice. */
export const HERO: Story = storyOf('duplicate-charge');
/** What the second charge took, as people read it. */
export const HERO_AMOUNT = HERO.label.amount === null ? '' : formatMoney(HERO.label.amount);

export function storyOf(key: string): Story {
  const story = WORLD.stories.find((candidate) => candidate.key === key);
  if (story === undefined) throw new Error(`The world tells no story ${key}.`);
  return story;
}

/** The hero's history as a file's content, free to be spoilt. */
export function heroFile(): { objects: WorldObject[] } & Record<string, unknown> {
  const copy: unknown = JSON.parse(JSON.stringify(exportWorldHistory(WORLD, HERO.customer_id)));
  return copy as { objects: WorldObject[] } & Record<string, unknown>;
}

/** A customer of the world under another id and address, with nothing bought. */
export function customerLike(id: string, email: string): WorldObject {
  const hero = WORLD.objects.find((object) => object.id === HERO.customer_id);
  return { ...hero, id, object: 'customer', email };
}

/** A folder for one test file's files, gone at its end. */
export function useFolder(): { readonly path: string; write(name: string, content: unknown): string } {
  const path = mkdtempSync(join(tmpdir(), 'billing-check-cli-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      return file;
    },
  };
}

export interface StripeInPlace {
  /** The running server; only inside tests. */
  readonly server: SandboxServer;
  /** What makes the command line talk to it, with the key that reads everything. */
  readonly env: CliEnvironment;
}

/** A local Stripe for one test file. */
export function useStripe(options: Partial<StripeSandboxOptions> = {}): StripeInPlace {
  let running: SandboxServer | undefined;
  beforeAll(async () => {
    running = await startStripeSandbox({ world: WORLD, ...options });
  });
  afterAll(() => running?.close());
  const server = (): SandboxServer => {
    if (running === undefined) throw new Error('The local Stripe runs only during tests.');
    return running;
  };
  return {
    get server() {
      return server();
    },
    get env() {
      return { STRIPE_READ_KEY: SANDBOX_KEYS.read, STRIPE_API_BASE: server().url };
    },
  };
}

/** The one JSON document an answer must consist of. */
export function documentOf({ out }: CliAnswer): AnalysisResult {
  expect(out.endsWith('}\n')).toBe(true);
  const result: unknown = JSON.parse(out);
  expect(result).toMatchObject({ format: 'billing-check/analysis@1' });
  return result as AnalysisResult;
}

/** Nothing on standard output, one line with one sentence on standard error, and no trace of a stack. */
export function expectOneSentence({ out, err }: CliAnswer): void {
  expect(out).toBe('');
  expect(err).toMatch(/^[^\n]+\.\n$/);
  expect(err).not.toMatch(/\bat .*\.(?:ts|js):\d+|Error:|undefined|\[object/);
}
