import type { ViewSubmitAction } from '@slack/bolt';
import type { DraftMark, FindingMark } from '../../db/feedback.ts';
import { draftUse } from '../jobs/draft-use.ts';
import { BLOCKS, INPUTS } from './ids.ts';
import { MAX_MARKED_FINDINGS } from './views/feedback-modal.ts';

const DRAFT_USES = ['used', 'edited', 'wrong'] as const;

type State = ViewSubmitAction['view']['state']['values'];

export interface FeedbackSaid {
  readonly findings: readonly FindingMark[];
  readonly draft: DraftMark | null;
}

/**
 * What a sent form says: nothing of what was left alone. The reason is that of everything called wrong in it, and where
 * nothing is, of what is called right.
 */
export function readFeedback(
  state: State,
  { findings, draft }: { readonly findings: readonly string[]; readonly draft: string },
): FeedbackSaid & { readonly reason: string } {
  const chosen = (block: string, input: string) => state[block]?.[input]?.selected_option?.value ?? null;
  const typed = (block: string, input: string) => state[block]?.[input]?.value?.trim() ?? '';
  const reason = typed(BLOCKS.reason, INPUTS.reason);
  const words = reason === '' ? null : reason;
  const marked = findings.slice(0, MAX_MARKED_FINDINGS).flatMap((finding_id, place) => {
    const said = chosen(`${BLOCKS.findingMark}:${place}`, `${INPUTS.findingMark}:${place}`);
    if (said !== 'right' && said !== 'wrong') return [];
    return [{ finding_id, is_right: said === 'right' }];
  });
  const named = chosen(BLOCKS.draftMark, INPUTS.draftMark);
  const use = DRAFT_USES.find((one) => one === named);
  const sent = typed(BLOCKS.sentReply, INPUTS.sentReply);
  const isAllRight = use !== 'wrong' && marked.every(({ is_right }) => is_right);
  const marks = marked.map(
    (mark): FindingMark => ({ ...mark, reason: isAllRight || !mark.is_right ? words : null }),
  );
  return { findings: marks, draft: draftMark(use, sent, draft, words), reason };
}

/** What was sent says more than the word for it; a draft that is wrong stays wrong, whatever was sent instead. */
function draftMark(
  use: DraftMark['use'] | undefined,
  sent: string,
  draft: string,
  reason: string | null,
): DraftMark | null {
  const seen = sent === '' ? null : draftUse(draft, sent);
  if (use === 'wrong') {
    const { changed_percent = null, difference = null } = seen ?? {};
    return { use, changed_percent, difference, reason };
  }
  if (seen !== null) return seen;
  return use === undefined ? null : { use, changed_percent: null, difference: null, reason: null };
}
