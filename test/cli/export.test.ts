import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AnalysisResult } from '../../src/check/result.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { SANDBOX_KEYS } from '../../src/sandbox/stripe/server.ts';
import { documentOf, expectOneSentence, HERO, useFolder, useStripe, WORLD } from './fixture.ts';
import { cli } from './run-cli.ts';

const folder = useFolder();
const stripe = useStripe();
const policy = folder.write('policy.json', WORLD.policy);

afterEach(() => stripe.server.faults.clear());

/** A folder of its own for one export, to see everything that was written. */
function emptyFolder(name: string): string {
  const path = join(folder.path, name);
  mkdirSync(path);
  return path;
}

/** What must not depend on where the history came from. */
function judged({ verdict, urgency, findings, skipped, gaps }: AnalysisResult) {
  return { verdict, urgency, findings, skipped, gaps };
}

describe('an exported file', () => {
  it.each(WORLD.stories.map(({ key, customer_id }) => [key, customer_id]))(
    'gives the findings of the live check: %s',
    async (key, customer) => {
      const file = join(emptyFolder(key), 'history.json');
      const exported = await cli(['export', customer, '--out', file], stripe.env);
      expect(exported).toMatchObject({ status: 0, out: '' });
      expect(exported.err).toMatch(/^Wrote \d+ objects to \S+history\.json\.\n$/);

      const asOf = ['--as-of', '2026-11-20T09:00:00Z', '--policy', policy, '--json'];
      const live = documentOf(await cli(['check', customer, ...asOf], stripe.env));
      const fromFile = documentOf(await cli(['check', '--from', file, ...asOf]));
      expect(judged(fromFile)).toEqual(judged(live));
      expect(live.verdict).toBe(WORLD.stories.find((story) => story.key === key)?.label.verdict);
    },
  );

  it('is for its owner only, says when it was made, and holds no secret', async () => {
    const file = join(emptyFolder('private'), 'history.json');
    await cli(['export', HERO.customer_id, '--out', file], stripe.env);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    const { exported_at } = JSON.parse(text) as { exported_at: string };
    expect(Math.abs(Date.parse(exported_at) - Date.now())).toBeLessThan(60_000);
    expect(text).not.toMatch(/client_secret|rk_test_/);
  });

  it('keeps what could not be read, so that its check cannot tell either', async () => {
    const file = join(emptyFolder('gaps'), 'history.json');
    const env = { ...stripe.env, STRIPE_READ_KEY: SANDBOX_KEYS.withoutCreditNotes };
    const exported = await cli(['export', HERO.customer_id, '--out', file], env);
    expect(exported.status).toBe(0);
    expect(exported.err).toContain('Not read: The credit notes could not be read');
    const result = documentOf(await cli(['check', '--json', '--from', file]));
    expect(result.verdict).toBe('cannot_tell');
    expect(result.gaps.join()).toContain('credit notes could not be read');
  });

  it('replaces an older one as a whole', async () => {
    const path = emptyFolder('again');
    const file = folder.write('again/history.json', 'old');
    expect((await cli(['export', HERO.customer_id, '--out', file], stripe.env)).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('billing-check/history@1');
    expect(readdirSync(path)).toEqual(['history.json']);
  });
});

describe('an export that fails writes nothing', () => {
  const inside = emptyFolder('failing');

  it('to a folder that does not exist', async () => {
    const answer = await cli(['export', HERO.customer_id, '--out', join(inside, 'no', 'h.json')], stripe.env);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain('cannot be written: its directory does not exist');
    expect(readdirSync(inside)).toEqual([]);
  });

  it('to a folder, or over something that is no plain file', async () => {
    symlinkSync('/dev/full', join(folder.path, 'device'));
    for (const out of [inside, join(folder.path, 'device')]) {
      const answer = await cli(['export', HERO.customer_id, '--out', out], stripe.env);
      expect(answer.status).toBe(2);
      expectOneSentence(answer);
      expect(answer.err).toContain('is not a plain file, so nothing was written');
    }
    expect(readdirSync(inside)).toEqual([]);
  });

  // Not even root may create files there; elsewhere the folder does not exist, which is refused just so.
  it.runIf(existsSync('/proc/1'))('to a read-only file system', async () => {
    const answer = await cli(['export', HERO.customer_id, '--out', '/proc/history.json'], stripe.env);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toMatch(/^\/proc\/history\.json cannot be written: /);
  });

  it('for a customer that does not exist', async () => {
    const answer = await cli(['export', 'cus_Nobody', '--out', join(inside, 'h.json')], stripe.env);
    expect(answer.status).toBe(3);
    expectOneSentence(answer);
    expect(readdirSync(inside)).toEqual([]);
  });

  it('when Stripe answers nothing useful', async () => {
    stripe.server.faults.add({ route: 'GET /v1/*', fault: faults.rateLimited(600) });
    const answer = await cli(['export', HERO.customer_id, '--out', join(inside, 'h.json')], stripe.env);
    expect(answer.status).toBe(4);
    expectOneSentence(answer);
    expect(readdirSync(inside)).toEqual([]);
  });

  it('without a key', async () => {
    const answer = await cli(['export', HERO.customer_id, '--out', join(inside, 'h.json')]);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(readdirSync(inside)).toEqual([]);
  });
});
