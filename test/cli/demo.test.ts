import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../crash/free-port.ts';
import { cli, lastingProcess } from './run-cli.ts';

describe('the demo', () => {
  it('tells the ten stories by each of the four doors as the ledger knows them, then puts four right', async () => {
    const { status, out, err } = await cli(['demo', '--seed', '11', '--door', 'all']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const door of ['command', 'shortcut', 'mention'])
      expect(out).toContain(`By ${door}, held against what the ledger knows it did:`);
    expect(out).toContain('What happened, held against what the ledger knows it did:');
    expect(out.match(/^✓ /gm)).toHaveLength(4 * 10 + 4);
    expect(out).not.toMatch(/^✗ /m);
    expect(out).not.toMatch(/undefined|\[object|NaN/);
  }, 120_000);

  it('lets the sandbox model word what the rules leave open, each answer saying whose words it has', async () => {
    const { status, out } = await cli(['demo', '--seed', '11', '--door', 'command', '--claude']);
    expect(status).toBe(0);
    const byModel = out.match(/Worded by .*\(sandbox model\)/g) ?? [];
    const byRules = out.match(/Worded without AI: one certain finding explains it/g) ?? [];
    expect(byModel.length).toBeGreaterThanOrEqual(1);
    expect(byModel.length + byRules.length).toBeGreaterThanOrEqual(10);
  }, 60_000);

  it('puts right what is owed, once, from the ticket to the notice, with Slack cut off in the middle', async () => {
    const { status, out, err } = await cli(['demo', '--seed', '12', '--door', 'finance', '--slack-down']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const [, summary = ''] = out.split('What was put right');
    expect(summary.match(/^✓ /gm)).toHaveLength(4);
    expect(summary).toMatch(/a refund: executed, re_/);
    expect(summary).toMatch(/credit note with its tax: executed, cn_/);
    expect(summary).toMatch(/a cancellation, then a credit note: executed, sub_\w+, cn_/);
    expect(summary).toMatch(/a voided invoice: executed, in_/);
    expect(out.match(/Draft notice to the customer/g)).toHaveLength(4);
    expect(out).not.toMatch(/undefined|\[object|NaN|@U[A-Z0-9]{8}/);
  }, 120_000);

  it('serves the desk at the port it is told until it is interrupted, and leaves nothing behind', async () => {
    const [folder, port] = [mkdtempSync(join(tmpdir(), 'billing-check-demo-test-')), await freePort()];
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const args = ['demo', '--desk', '--desk-port', String(port)];
    const desk = await lastingProcess(args, /The desk is open at (\S+)/, {
      cwd: folder,
      env: { TMPDIR: folder },
    });
    expect(desk.out).toContain(`http://127.0.0.1:${port}/agent/desk`);
    const page = await fetch(`http://127.0.0.1:${port}/agent/desk`);
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("frame-ancestors 'none'"),
    ]);
    const taken = await cli(args);
    expect(taken).toMatchObject({
      status: 2,
      err: `--desk-port ${port} cannot be used: stop the program that listens there, or leave --desk-port out.\n`,
    });
    // A page that waits for news is cut off, not waited for.
    const news = fetch(`http://127.0.0.1:${port}/desk/zendesk/state?after=999999`).catch(() => 'cut off');
    await setTimeout(200);
    const from = performance.now();
    expect(await desk.end('SIGINT')).toMatchObject({ status: 0, err: '' });
    expect(performance.now() - from).toBeLessThan(15_000);
    expect(await news).toBe('cut off');
    expect(readdirSync(folder).filter((name) => name.startsWith('billing-check'))).toEqual([]);
  }, 60_000);

  it('refuses a door that is none in one sentence', async () => {
    const { status, err } = await cli(['demo', '--door', 'window']);
    expect({ status, err }).toEqual({
      status: 2,
      err: '--door window is none of ticket, command, shortcut, mention, finance and all.\n',
    });
  });
});
