import { expect } from 'vitest';
import type { CorrectionStep } from '../../../../src/analysis/finding.ts';
import { type PlannedEffect, planOf } from '../../../../src/corrections/plan.ts';
import type { CorrectionPreview } from '../../../../src/corrections/preview.ts';
import { SANDBOX_KEYS } from '../../../../src/sandbox/stripe/server.ts';
import { createStripeClient } from '../../../../src/stripe/client.ts';
import { createCorrectionPreviewer } from '../../../../src/stripe/effects/preview/previewer.ts';
import type { Served } from '../../../sandbox/stripe-writes/setup.ts';
import { effectsOn } from '../setup.ts';

/** Before and after of a plan, asked with the key that only reads. */
export function previewOn(url: string, previewMs?: number) {
  const previewer = createCorrectionPreviewer({
    reading: createStripeClient({ apiKey: SANDBOX_KEYS.read, apiBase: url }),
    ...(previewMs === undefined ? {} : { previewMs }),
  });
  return (...effects: readonly PlannedEffect[]): Promise<CorrectionPreview> => previewer.preview(effects);
}

/** The effects of a plan of these steps, each in its place. */
export function effectsOf(...steps: readonly CorrectionStep[]): readonly PlannedEffect[] {
  const plan = planOf({ steps });
  if (plan.kind === 'by_hand') throw new Error('a plan the product carries out was expected');
  return plan.effects;
}

/** Really does it, step by step. */
export async function carryOut(url: string, effects: readonly PlannedEffect[]): Promise<void> {
  for (const effect of effects) {
    const effect_id = `eff_${effect.position}`;
    const metadata = { correction_id: 'cor_1', effect_id, ticket_id: null };
    const sent = await effectsOn(url).send(effect, { idempotencyKey: effect_id, metadata });
    expect(sent).toMatchObject({ kind: 'done' });
  }
}

/** Previews, asserts that nothing was changed by it, carries it out. */
export async function previewThenDo(
  { sandbox, account }: Served,
  effects: readonly PlannedEffect[],
): Promise<CorrectionPreview> {
  const preview = await previewOn(sandbox.url)(...effects);
  expect(account.effects.all.filter(({ by }) => by === 'api')).toEqual([]);
  await carryOut(sandbox.url, effects);
  return preview;
}

/** What is due on a subscription's next invoice now, as Stripe says; null where none comes. */
export async function nextDue({ reader }: Served, subscription: string) {
  try {
    const { amount_due: amount, currency } = await reader.invoices.createPreview({ subscription });
    return { amount, currency };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'invoice_upcoming_none') return null;
    throw error;
  }
}

/** The values of the lines after, by label; of a label that comes twice the last. */
export const afterOf = ({ lines }: CorrectionPreview): Readonly<Record<string, string>> =>
  Object.fromEntries(lines.map(({ label, after }) => [label, after]));
