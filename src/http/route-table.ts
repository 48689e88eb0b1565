import type { Route } from './routes.ts';

/** What an id in a path may look like; longer or other ones are no address of ours. Paths are never decoded. */
const ID = /^[A-Za-z0-9_]{1,64}$/;
const MAX_PATH_CHARACTERS = 1_024;

/** What stands at an address. */
export interface FoundRoute {
  /** As it is written in the table, e.g. `/api/sidebar/tickets/:id`: few values, fit for a metric. */
  readonly path: string;
  readonly byMethod: ReadonlyMap<string, Route>;
  /** Of a `:id` in the path. */
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly path: string;
  readonly segments: readonly string[];
}

/** Finds routes by the path of a request: exact ones first, then those with a `:name` for a segment. */
export class RouteTable {
  readonly #byPath = new Map<string, Map<string, Route>>();
  readonly #patterns: readonly Pattern[];

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const methods = this.#byPath.get(route.path) ?? new Map<string, Route>();
      methods.set(route.method, route);
      this.#byPath.set(route.path, methods);
    }
    this.#patterns = [...this.#byPath.keys()]
      .filter((path) => path.includes('/:'))
      .map((path) => ({ path, segments: path.split('/') }));
  }

  find(path: string): FoundRoute | null {
    if (path.length > MAX_PATH_CHARACTERS || path.includes('/:')) return null;
    const exact = this.#byPath.get(path);
    if (exact !== undefined) return { path, byMethod: exact, params: {} };
    const segments = path.split('/');
    for (const pattern of this.#patterns) {
      const params = paramsOf(pattern, segments);
      const byMethod = this.#byPath.get(pattern.path);
      if (params !== null && byMethod !== undefined) return { path: pattern.path, byMethod, params };
    }
    return null;
  }
}

/** The values of the pattern's names, or null where the path is another. */
function paramsOf(pattern: Pattern, segments: readonly string[]): Record<string, string> | null {
  if (segments.length !== pattern.segments.length) return null;
  const params: Record<string, string> = {};
  for (const [place, wanted] of pattern.segments.entries()) {
    const given = segments[place] ?? '';
    if (!wanted.startsWith(':')) {
      if (given !== wanted) return null;
    } else if (ID.test(given)) params[wanted.slice(1)] = given;
    else return null;
  }
  return params;
}
