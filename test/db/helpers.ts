import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, onTestFinished } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../../db/store.ts';

export const START_MS = Date.UTC(2026, 10, 21, 9, 0, 0);

/** A clock that stands until it is moved. */
export class ManualClock {
  ms = START_MS;
  readonly now = (): number => this.ms;
}

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'billing-check-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface OpenedStore {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly path: string;
}

/** A real store in a real file, closed after the test. */
export async function temporaryStore(options: Partial<StoreOptions> = {}): Promise<OpenedStore> {
  const clock = new ManualClock();
  const path = options.path ?? join(temporaryFolder(), 'test.db');
  const store = await openStore({ clock: clock.now, ...options, path });
  open.push(store);
  return { store, clock, path };
}

export const delivery = (
  ticket: number | string,
  comment: string | null = null,
  deliveryId = `d-${ticket}-${comment}`,
) =>
  ({
    source: 'zendesk-webhook',
    delivery_id: deliveryId,
    ticket_id: String(ticket),
    comment_id: comment,
    kind: 'ticket.created',
    received_at_ms: START_MS,
  }) as const;

/** A check's record with one finding; `over` replaces fields. */
export const check = <T extends object = Record<never, never>>(over: T = {} as T) => ({
  query: 'cus_1',
  asked_by: 'zendesk:7',
  verdict: 'billing_error' as const,
  urgency: 'high' as const,
  customer_ids: ['cus_1'],
  findings: [
    {
      rule: 'duplicate-charge',
      category: 'duplicate_charge' as const,
      classification: 'billing_error' as const,
      fingerprint: 'f00d',
      amount: 4900,
      currency: 'usd',
    },
  ],
  result: { format: 'billing-check/analysis@1', summary: 'Jane Doe was charged twice' },
  read_at_ms: START_MS,
  ...over,
});

/** Runs `script` (a file beside this one) as its own process; resolves once it prints `ready`. */
export async function startChild(script: string, ...args: string[]) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('ready')) resolve();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  });
  await Promise.race([ready, exited]);
  return { child, exited, output: () => output };
}
