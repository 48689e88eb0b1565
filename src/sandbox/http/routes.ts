import type { SandboxRequest } from './exchange.ts';

/**
 * Which requests: `'GET /v1/invoices/:id'` (`:name` is one segment, a trailing `*` is anything; without a method any
 * method), a regular expression tested against `'GET /v1/invoices/in_1'`, or a function.
 */
export type RoutePattern = string | RegExp | ((request: SandboxRequest) => boolean);

export type RouteMatcher = (request: SandboxRequest) => boolean;

/** Turns a route pattern into a test; see {@link RoutePattern}. */
export function routeMatcher(route: RoutePattern): RouteMatcher {
  if (typeof route === 'function') return route;
  if (route instanceof RegExp) {
    const pattern = new RegExp(route.source, route.flags.replace(/[gy]/g, ''));
    return (request) => pattern.test(`${request.method} ${request.path}`);
  }
  const [first = '', second] = route.split(' ', 2);
  const method = second === undefined ? '[A-Z]+' : first;
  const path = (second ?? first)
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : escapeRegExp(segment)))
    .join('/')
    .replace(/\\\*$/, '.*');
  const pattern = new RegExp(`^${method} ${path}$`);
  return (request) => pattern.test(`${request.method} ${request.path}`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
