import { questionKey } from '../../../db/corrections/index.ts';
import { assert } from '../../assert.ts';
import { correctionWords } from '../../corrections/words.ts';
import { namesOf } from '../names-of.ts';
import type { CorrectionNotes, NameOf } from '../outcome-ports.ts';
import { type CorrectionNoteDeps, putCorrectionNote } from '../put-correction-note.ts';
import type { Task } from './task.ts';

export interface AskAgentDeps extends CorrectionNoteDeps {
  readonly notes: Pick<CorrectionNotes, 'question'>;
  readonly nameOf: NameOf;
}

/** Visible to people, and what the note with the question is found by. */
export function questionMarkerOf(requestId: string): string {
  return `[bc-ask:${requestId}]`;
}

/** Finance's question to the agent, as one internal note on the ticket. The correction stays as it is. */
export function askAgent(deps: AskAgentDeps): Task<'ask-agent'> {
  const { store, notes } = deps;
  return async (job, signal) => {
    const { request_id, correction_id } = job.payload;
    const [request, correction] = await Promise.all([
      store.loadSlackRequest(request_id),
      store.loadCorrection(correction_id),
    ]);
    assert(request !== null && correction !== null, 'a question is about a correction', { request_id });
    const text = request.ask.correction?.text?.trim() ?? '';
    const { ticket_id } = correction;
    if (ticket_id === null || text === '') {
      await store.completeJob({ job, outcome: 'nobody to ask' });
      return { outcome: 'ignored', detail: 'nobody to ask' };
    }
    const key = questionKey(ticket_id, request_id);
    const asked = await store.correctionNote(key);
    if (asked?.state === 'done' || asked?.state === 'impossible') {
      await store.completeJob({ job, outcome: 'asked already' });
      return { outcome: 'ignored', detail: 'asked already' };
    }
    const asked_by = `slack:${request.user_id}`;
    const marker = questionMarkerOf(request_id);
    const names = await namesOf([asked_by], deps.nameOf);
    const told = { correction, words: correctionWords(correction.drafted), asked_by, text, names };
    const kind = await putCorrectionNote(
      deps,
      {
        job,
        key,
        ticket_id,
        correction_id,
        marker,
        html: notes.question(told, marker),
        tags: [],
        actor: asked_by,
        about: 'question',
        then_plan: null,
        ends: true,
      },
      signal,
    );
    return { outcome: 'done', detail: kind };
  };
}
