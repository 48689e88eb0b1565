import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { documentOf } from './fixture.ts';
import { cli } from './run-cli.ts';

/** Histories recorded from Stripe itself, where they lie beside the project: none of them holds an error. */
const FOLDER = fileURLToPath(new URL('../../../shared/data/stripe/recorded', import.meta.url));
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];

const EXPLAINED: Readonly<Record<string, string>> = {
  'can-capture-an-authorized-charge.json': 'authorization-hold',
  'can-swap-a-subscription.json': 'plan-change-proration',
  'performing-multiple-refunds-increments-total-refund-amount.json': 'refund-in-transit',
};

describe.runIf(files.length > 0)('recordings of real histories', () => {
  it.each(files)('%s: no error, and what looks wrong is explained', async (name) => {
    const answer = await cli(['check', '--json', '--no-ai', '--from', join(FOLDER, name)]);
    expect(answer).toMatchObject({ status: 0, err: '' });
    const { verdict, findings, triage } = documentOf(answer);
    const rule = EXPLAINED[name];
    expect(verdict).toBe(rule === undefined ? 'no_anomaly' : 'valid_but_confusing');
    if (rule !== undefined) expect(findings.map((finding) => finding.rule)).toContain(rule);
    expect(findings.every(({ correction, amount }) => correction === null && amount === null)).toBe(true);
    // What a customer reads names no object of Stripe's and no rule of ours.
    expect(triage.draft_reply).not.toMatch(/\b(?:ch|pi|in|sub|re|cus)_\w+|authorization-hold|proration/);
  });

  it('are all there', () => {
    expect(files).toEqual(expect.arrayContaining(Object.keys(EXPLAINED)));
  });
});
