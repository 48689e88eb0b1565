import { afterEach, expect, test } from 'vitest';
import { type PlannedEffect, planOf } from '../../../src/corrections/plan.ts';
import { generate } from '../../../src/sandbox/corpus/generate.ts';
import { type StripeSandbox, startStripeSandbox } from '../../../src/sandbox/stripe/server.ts';
import { analyzeHistory } from '../../score/judge-history.ts';
import { effectsOn } from './setup.ts';

const HISTORIES = 80;

let sandbox: StripeSandbox | null = null;
afterEach(() => sandbox?.close());

test('what the rules draft is understood, ready, done once, and found again', async () => {
  const made = new Map<string, number>();
  for (const history of generate('what the rules draft', HISTORIES)) {
    if (history.shape !== 'current') continue;
    for (const { rule, correction } of analyzeHistory(history).analysis.findings) {
      if (correction === null) continue;
      const plan = planOf(correction);
      if (plan.kind === 'by_hand') continue;
      sandbox = await startStripeSandbox({ world: { objects: history.objects } });
      for (const effect of plan.effects) {
        await carryOut(effect, sandbox.url, `${rule} in history ${history.index}`);
        made.set(effect.kind, (made.get(effect.kind) ?? 0) + 1);
      }
      await sandbox.close();
    }
  }
  expect(made.get('credit_note')).toBeGreaterThan(20);
  expect(made.get('refund')).toBeGreaterThan(2);
  expect(made.get('cancel_subscription')).toBeGreaterThan(1);
}, 60_000);

async function carryOut(effect: PlannedEffect, url: string, where: string): Promise<void> {
  const effects = effectsOn(url);
  const marks = { correction_id: 'cor_1', effect_id: `eff_${effect.position}`, ticket_id: null };
  expect(await effects.preflight(effect), where).toEqual({ server_time: expect.any(Number), kind: 'ready' });
  const sent = await effects.send(effect, { idempotencyKey: marks.effect_id, metadata: marks });
  expect(sent, where).toMatchObject({ kind: 'done' });
  const found = await effects.find(effect, marks);
  expect(found, where).toMatchObject({ kind: 'found', made: sent.kind === 'done' ? sent.made : {} });
  if (effect.step.amount === null || sent.kind !== 'done') return;
  expect([sent.made.amount, sent.made.currency], where).toEqual([effect.step.amount, effect.step.currency]);
}
