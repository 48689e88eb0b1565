import type { EffectChange } from '../../../db/corrections/index.ts';
import { currentOf, requestOf } from './effect.ts';
import { putOff } from './look.ts';
import type { Run } from './parts.ts';
import { refuse } from './send.ts';

/** A dry run: everything up to the requests, which are stored to be shown and not sent. */
export async function simulate(run: Run): Promise<void> {
  const { correction, effects, commit } = run;
  const changes: EffectChange[] = [];
  for (const [place, row] of correction.effects.entries()) {
    const current = currentOf(run, row);
    const { method, path, params } = requestOf(run, current);
    if (place === 0) {
      const ready = await effects.preflight(current.effect);
      if (ready.kind === 'unreadable') return putOff(run, current, ready);
      if (ready.kind === 'stale') return refuse(run, current, ready.sentence, null, 'stale');
    }
    changes.push({
      id: row.id,
      from: 'planned',
      to: 'skipped',
      set: { result: JSON.stringify({ method, path, params }) },
    });
  }
  await commit({
    to: 'simulated',
    outcome: SIMULATED,
    effects: changes,
    audit: { kind: 'correction_settled', details: { state: 'simulated', requests: changes.length } },
    job_then: { end: 'simulated' },
  });
}

const SIMULATED =
  'Dry run: everything was checked and nothing was sent. With CORRECTIONS_MODE=live a correction proposed anew is carried out.';
