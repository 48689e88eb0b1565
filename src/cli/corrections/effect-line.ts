import { z } from 'zod';
import type { EffectRow } from '../../../db/corrections/index.ts';
import { shownText } from '../../analysis/wording.ts';
import { kindWords } from '../../corrections/words.ts';

const RESULT = z.object({
  id: z.string().optional(),
  status: z.string().nullish(),
  also: z.array(z.object({ id: z.string() })).optional(),
  /** Of a dry run: the request that would have been sent. */
  method: z.string().optional(),
  path: z.string().optional(),
});

/** What became of one step in Stripe, e.g. `1 credit note: done, cn_1 (issued) with re_1`. */
export function effectLine({ position, kind, target, state, result, sentence }: EffectRow): string {
  const made = RESULT.safeParse(result === null ? null : JSON.parse(result)).data;
  const status = made?.status == null ? '' : ` (${made.status})`;
  const also = made?.also?.map(({ id }) => id) ?? [];
  const parts = [
    state.replaceAll('_', ' '),
    ...(made?.id === undefined ? [] : [`${made.id}${status}`]),
    ...(also.length === 0 ? [] : [`with ${also.join(', ')}`]),
    ...(made?.path === undefined ? [] : [`it would have sent ${made.method ?? ''} ${made.path}`]),
  ];
  const why = sentence === null ? '' : `. ${sentence}`;
  return shownText(`${position + 1} ${kindWords(kind)}, ${target}: ${parts.join(', ')}${why}`, 1_000);
}
