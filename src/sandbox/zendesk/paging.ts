/** Zendesk's two ways of paging a list: by cursor (`page[size]`, `page[after]`) and by page number. */
const MAXIMUM_PAGE_SIZE = 100;

export interface Page<T> {
  readonly items: readonly T[];
  /** What goes beside the items into the answer. */
  readonly links: Readonly<Record<string, unknown>>;
}

export function paginate<T>(items: readonly T[], query: URLSearchParams, address: string): Page<T> {
  return query.has('page[size]') || query.has('page[after]')
    ? byCursor(items, query, address)
    : byNumber(items, query, address);
}

function byCursor<T>(items: readonly T[], query: URLSearchParams, address: string): Page<T> {
  const size = bounded(query.get('page[size]'));
  const after = query.get('page[after]');
  const start = after === null ? 0 : Number(Buffer.from(after, 'base64url').toString()) || 0;
  const shown = items.slice(start, start + size);
  const end = start + shown.length;
  const has_more = end < items.length;
  const cursor = Buffer.from(String(end)).toString('base64url');
  const next = new URLSearchParams(query);
  next.set('page[after]', cursor);
  return {
    items: shown,
    links: {
      meta: { has_more, after_cursor: shown.length === 0 ? null : cursor, before_cursor: null },
      links: { next: has_more ? `${address}?${next}` : null, prev: null },
    },
  };
}

function byNumber<T>(items: readonly T[], query: URLSearchParams, address: string): Page<T> {
  const size = bounded(query.get('per_page'));
  const page = Math.max(1, Number(query.get('page')) || 1);
  const next = new URLSearchParams(query);
  next.set('page', String(page + 1));
  return {
    items: items.slice((page - 1) * size, page * size),
    links: {
      count: items.length,
      next_page: page * size < items.length ? `${address}?${next}` : null,
      previous_page: null,
    },
  };
}

function bounded(size: string | null): number {
  const wanted = Number(size ?? MAXIMUM_PAGE_SIZE);
  return Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, MAXIMUM_PAGE_SIZE) : MAXIMUM_PAGE_SIZE;
}
