import { z } from 'zod';
import type { ZendeskClient } from '../client.ts';
import { ZendeskError } from '../zendesk-error.ts';

const PAGE_SIZE = 100;
/** An account with more than this many webhooks or fields is none we could look through. */
const MAXIMUM_PAGES = 20;

/** Beside the objects on a page that is one of several. */
export const pageMeta = z.object({ has_more: z.boolean(), after_cursor: z.string().nullish() }).nullish();

/** Every object of a list that is paged by cursor, e.g. `/webhooks`. */
export async function listAll<P extends { readonly meta?: z.infer<typeof pageMeta> }, T>(
  client: ZendeskClient,
  what: string,
  page: z.ZodType<P>,
  itemsOf: (page: P) => readonly T[],
): Promise<readonly T[]> {
  const found: T[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < MAXIMUM_PAGES; pages += 1) {
    const answer: P = await client.get(page, [what], {
      'page[size]': String(PAGE_SIZE),
      ...(after === null ? {} : { 'page[after]': after }),
    });
    found.push(...itemsOf(answer));
    after = answer.meta?.has_more === true ? (answer.meta.after_cursor ?? null) : null;
    if (after === null) return found;
  }
  throw new ZendeskError('broken', `Zendesk lists more ${what} than can be looked through.`);
}
