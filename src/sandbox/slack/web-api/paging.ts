import type { Arguments } from './arguments.ts';
import { Refusal } from './refusal.ts';

/** One page of a list by `limit` and `cursor`; an empty `next_cursor` is the last page. */
export function pageOf<T>(
  args: Arguments,
  items: readonly T[],
  limits: { readonly fallback: number; readonly max: number },
): {
  readonly items: readonly T[];
  readonly metadata: { readonly next_cursor: string };
  readonly more: boolean;
} {
  const limit = args.count('limit', limits);
  const cursor = args.text('cursor') ?? '';
  const start = cursor === '' ? 0 : Number(/^offset:(\d+)$/.exec(fromBase64(cursor))?.[1] ?? Number.NaN);
  if (!Number.isInteger(start)) throw new Refusal('invalid_cursor');
  const end = start + limit;
  const more = end < items.length;
  return {
    items: items.slice(start, end),
    metadata: { next_cursor: more ? Buffer.from(`offset:${end}`).toString('base64') : '' },
    more,
  };
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
