/** Where somebody is on the page, as its address says it: so that a reload, as the app asks for, leads back there. */
export interface Place {
  /** Null: no ticket is open. */
  readonly ticket: number | null;
  /** User id of the agent; null: the first one. */
  readonly as: number | null;
}

export function readPlace({ pathname, search }: Pick<Location, 'pathname' | 'search'>): Place {
  const [, ticket] = /^\/agent\/tickets\/(\d{1,16})$/.exec(pathname) ?? [];
  const as = new URLSearchParams(search).get('as');
  return {
    ticket: ticket === undefined ? null : Number(ticket),
    as: as !== null && /^\d{1,16}$/.test(as) ? Number(as) : null,
  };
}

export function addressOf({ ticket, as }: Place): string {
  const path = ticket === null ? '/agent/desk' : `/agent/tickets/${ticket}`;
  return as === null ? path : `${path}?as=${as}`;
}
