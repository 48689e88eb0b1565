import { describe, expect, it } from 'vitest';
import { cli } from './run-cli.ts';

describe('the demo', () => {
  it.each(['ticket', 'command', 'shortcut', 'mention'])(
    'tells the ten stories by %s, each as the ledger knows it',
    async (door) => {
      const { status, out, err } = await cli(['demo', '--seed', '11', '--door', door]);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      expect(out.match(/^✓ /gm)).toHaveLength(10);
      expect(out).not.toMatch(/^✗ /m);
      expect(out).not.toMatch(/undefined|\[object|NaN/);
    },
    60_000,
  );

  it('lets the sandbox model word the answers, labelled as such', async () => {
    const { status, out } = await cli(['demo', '--seed', '11', '--door', 'command', '--claude']);
    expect(status).toBe(0);
    expect(out.match(/Worded by .*\(sandbox model\)/g)?.length).toBeGreaterThanOrEqual(10);
  }, 60_000);

  it.each(['there', 'cut off in the middle'])(
    'puts right what is owed, once, from the ticket to the notice, with Slack %s',
    async (slack) => {
      const { status, out, err } = await cli([
        'demo',
        '--door=finance',
        ...(slack === 'there' ? [] : ['--slack-down']),
      ]);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      const [, summary = ''] = out.split('What was put right');
      expect(summary.match(/^✓ /gm)).toHaveLength(4);
      expect(summary).toMatch(/a refund: executed, re_/);
      expect(summary).toMatch(/credit note with its tax: executed, cn_/);
      expect(summary).toMatch(/a cancellation, then a credit note: executed, sub_\w+, cn_/);
      expect(summary).toMatch(/a voided invoice: executed, in_/);
      expect(out.match(/Draft notice to the customer/g)).toHaveLength(4);
      expect(out).not.toMatch(/undefined|\[object|NaN|@U[A-Z0-9]{8}/);
    },
    120_000,
  );

  it('refuses a door that is none in one sentence', async () => {
    const { status, err } = await cli(['demo', '--door', 'window']);
    expect({ status, err }).toEqual({
      status: 2,
      err: '--door window is none of ticket, command, shortcut, mention, finance and all.\n',
    });
  });
});
