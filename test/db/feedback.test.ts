import { describe, expect, it } from 'vitest';
import type { WordingRow } from '../../db/analyses.ts';
import { StoreRefused } from '../../db/errors.ts';
import { readFeedbackNumbers } from '../../db/read-database.ts';
import type { Store } from '../../db/store.ts';
import { check, temporaryFolder, temporaryStore } from './helpers.ts';

const ROBIN = 'zendesk:7';
const MAYA = 'slack:U01MAYA';

async function checked(store: Store, wording: WordingRow | null = null) {
  const id = await store.recordCheck({ ...check(), wording, source: 'slack' });
  const [finding] = await store.findingsOf(id);
  if (finding === undefined) throw new Error('a check of the helpers has a finding');
  return { id, finding: finding.id };
}

const wordedBy = (model: string | null, prompt_version: number | null): WordingRow => ({
  kind: model === null ? 'deterministic' : 'model',
  model,
  tier: model === null ? 'rules' : 'small',
  prompt_version,
  usage: null,
});

const sent = (use: 'used' | 'edited' | 'wrong', changed_percent: number | null = null) => ({
  use,
  changed_percent,
  difference: null,
  reason: null,
});

describe('what agents say of parts of a check', () => {
  it('is kept for each of them, the last word holding, without secrets', async () => {
    const { store } = await temporaryStore();
    const { id, finding } = await checked(store);
    expect(await store.marksBy(ROBIN, id)).toEqual({ findings: [], draft: null });
    const findings = [{ finding_id: finding, is_right: false, reason: 'Paid with 4242 4242 4242 4242.' }];
    await store.saveMarks({ analysis_id: id, actor: ROBIN, findings });
    const draft = {
      use: 'edited' as const,
      changed_percent: 12,
      difference: [{ kind: 'added' as const, text: 'card 4242 4242 4242 4242' }],
      reason: null,
    };
    await store.saveMarks({ analysis_id: id, actor: ROBIN, draft });
    const marks = await store.marksBy(ROBIN, id);
    expect(marks).toMatchObject({
      findings: [{ finding_id: finding, is_right: false }],
      draft: { use: 'edited' },
    });
    expect(JSON.stringify(marks)).not.toContain('4242 4242');
    expect(await store.marksBy(MAYA, id)).toEqual({ findings: [], draft: null });

    await store.saveMarks({
      analysis_id: id,
      actor: ROBIN,
      findings: [{ finding_id: finding, is_right: true, reason: null }],
      draft: sent('wrong'),
    });
    expect(await store.marksBy(ROBIN, id)).toEqual({
      findings: [{ finding_id: finding, is_right: true, reason: null }],
      draft: sent('wrong'),
    });
  });

  it('is of the check’s own findings, or nothing of it is kept', async () => {
    const { store } = await temporaryStore();
    const [one, other] = [await checked(store), await checked(store)];
    const findings = [{ finding_id: other.finding, is_right: true, reason: null }];
    await expect(
      store.saveMarks({ analysis_id: one.id, actor: ROBIN, draft: sent('used'), findings }),
    ).rejects.toThrow('a finding is marked with the check it is of');
    expect(await store.marksBy(ROBIN, one.id)).toEqual({ findings: [], draft: null });
  });

  it('is counted by rule, and by writer and prompt', async () => {
    const { store, path } = await temporaryStore();
    const first = await checked(store, wordedBy('claude-haiku-5-5', 2));
    const second = await checked(store, wordedBy('claude-haiku-5-5', 3));
    const third = await checked(store, wordedBy(null, 3));
    const old = await checked(store);
    const mark = (
      of: { id: string; finding: string },
      actor: string,
      is_right: boolean,
      draft = sent('used'),
    ) =>
      store.saveMarks({
        analysis_id: of.id,
        actor,
        findings: [{ finding_id: of.finding, is_right, reason: null }],
        draft,
      });
    await mark(first, ROBIN, true, sent('edited', 10));
    await mark(first, MAYA, true, sent('edited', 31));
    await mark(second, ROBIN, false, sent('wrong'));
    await mark(third, ROBIN, true);
    await mark(old, MAYA, true, sent('edited'));
    const numbers = await readFeedbackNumbers(path);
    expect(numbers?.rules).toEqual([{ rule: expect.any(String), right: 4, wrong: 1 }]);
    expect(numbers?.replies).toEqual([
      {
        author: null,
        model: null,
        prompt_version: null,
        used: 0,
        edited: 1,
        wrong: 0,
        changed_percent: null,
      },
      {
        author: 'deterministic',
        model: null,
        prompt_version: null,
        used: 1,
        edited: 0,
        wrong: 0,
        changed_percent: null,
      },
      {
        author: 'model',
        model: 'claude-haiku-5-5',
        prompt_version: 3,
        used: 0,
        edited: 0,
        wrong: 1,
        changed_percent: null,
      },
      {
        author: 'model',
        model: 'claude-haiku-5-5',
        prompt_version: 2,
        used: 0,
        edited: 2,
        wrong: 0,
        changed_percent: 21,
      },
    ]);
  });

  it('loses its words with those of the check, and keeps its numbers', async () => {
    const { store, clock, path } = await temporaryStore();
    const { id, finding } = await checked(store);
    await store.saveMarks({
      analysis_id: id,
      actor: ROBIN,
      findings: [{ finding_id: finding, is_right: false, reason: 'Jane had two seats.' }],
      draft: { ...sent('edited', 5), difference: [{ kind: 'added', text: 'Jane' }], reason: 'Her name.' },
    });
    clock.ms += 1;
    for (let step = 0; step < 20; step += 1)
      if ((await store.retentionStep(clock.ms)).kind === 'ended') break;
    expect(await store.loadAnalysis(id)).toBeNull();
    expect(await store.marksBy(ROBIN, id)).toEqual({
      findings: [{ finding_id: finding, is_right: false, reason: null }],
      draft: sent('edited', 5),
    });
    expect((await readFeedbackNumbers(path))?.rules).toMatchObject([{ right: 0, wrong: 1 }]);
  });

  it('has no numbers where there is no database', async () => {
    await expect(readFeedbackNumbers(`${temporaryFolder()}/none.db`)).rejects.toBeInstanceOf(StoreRefused);
  });
});
