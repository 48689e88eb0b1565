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

  it('refuses a door that is none in one sentence', async () => {
    const { status, err } = await cli(['demo', '--door', 'window']);
    expect({ status, err }).toEqual({
      status: 2,
      err: '--door window is none of ticket, command, shortcut, mention and all.\n',
    });
  });
});
