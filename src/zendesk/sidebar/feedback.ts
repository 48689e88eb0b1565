import { z } from 'zod';
import type { DraftMark, FeedbackTopic, FindingMark } from '../../../db/feedback.ts';
import type { HttpResponse } from '../../http/routes.ts';
import { draftUse } from '../../jobs/draft-use.ts';
import { resultOf } from '../../jobs/stored-check.ts';
import { saying } from './answers.ts';
import type { AgentRequest } from './behind-session.ts';
import type { SidebarStore } from './ports.ts';
import { type BodyShape, readJson } from './request-body.ts';
import type { TicketGate } from './ticket-access.ts';

const MAX_WORDS_CHARACTERS = 500;
/** Zendesk takes comments of 64 KB; a reply is far shorter. */
const MAX_SENT_CHARACTERS = 20_000;
const FEEDBACK_TOPICS = [
  'customer',
  'verdict',
  'amount',
  'draft',
  'other',
] as const satisfies readonly FeedbackTopic[];

const words = z.string().max(MAX_WORDS_CHARACTERS).nullish();
const shape = z.union([
  z.strictObject({ helpful: z.boolean(), about: z.enum(FEEDBACK_TOPICS).nullish(), comment: words }),
  z.strictObject({ finding: z.string().regex(/^fi_[0-9a-z]{29}$/), right: z.boolean(), reason: words }),
  z.strictObject({ draft: z.enum(['used', 'edited', 'wrong']), reason: words }),
  z.strictObject({ sent: z.string().min(1).max(MAX_SENT_CHARACTERS) }),
]);
type Said = z.infer<typeof shape>;
const FEEDBACK: BodyShape<Said> = {
  shape,
  sentence:
    'Say {"helpful": true} or false of the check, {"finding": "fi_…", "right": true} or false, {"draft": "used"}, "edited" or "wrong", or {"sent": "…"}, what was sent in its place; with at most 500 characters of "comment" or "reason".',
};

/** `POST /api/sidebar/checks/:id/feedback`: what the agent says of a check, of a finding of it, or of its draft. */
export function takeFeedback({
  store,
  gate,
}: {
  readonly store: Pick<SidebarStore, 'saveFeedback' | 'saveMarks' | 'findingsOf'>;
  readonly gate: Pick<TicketGate, 'checkToSee'>;
}) {
  return async (asked: AgentRequest): Promise<HttpResponse> => {
    const given = readJson(asked.request, FEEDBACK);
    if ('refused' in given) return given.refused;
    const found = await gate.checkToSee(asked, asked.id, 'feedback');
    if ('refused' in found) return found.refused;
    const { analysis } = found;
    const said = given.body;
    const by = { analysis_id: analysis.id, actor: asked.agent.person.account };
    if ('helpful' in said) {
      const { helpful: is_helpful, about = null } = said;
      await store.saveFeedback({ ...by, is_helpful, about, comment: wordsOf(said.comment) });
      return SAVED;
    }
    if ('finding' in said) {
      const findings = await store.findingsOf(analysis.id);
      if (!findings.some(({ id }) => id === said.finding))
        return saying(422, 'That is no finding of this check.');
      await store.saveMarks({ ...by, findings: [findingMark(said)] });
      return SAVED;
    }
    const draft = draftMark(said, resultOf(analysis).triage.draft_reply);
    await store.saveMarks({ ...by, draft });
    const { use, changed_percent } = draft;
    return { status: 200, body: { feedback: 'saved', use, changed_percent } };
  };
}

const SAVED: HttpResponse = { status: 200, body: { feedback: 'saved' } };

function findingMark({ finding, right, reason }: Extract<Said, { finding: string }>): FindingMark {
  return { finding_id: finding, is_right: right, reason: wordsOf(reason) };
}

/** What was sent says more than the agent's word for it. */
function draftMark(
  said: Exclude<Said, { finding: string } | { helpful: boolean }>,
  draft: string,
): DraftMark {
  if ('sent' in said) return draftUse(draft, said.sent);
  return { use: said.draft, changed_percent: null, difference: null, reason: wordsOf(said.reason) };
}

function wordsOf(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
