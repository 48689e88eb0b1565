import type { SandboxHandler } from '../http/exchange.ts';
import { failure } from './answers.ts';

/**
 * Lets through what is asked at our own address, and by our own page where a page asks: a name that somebody pointed at this
 * machine, and a page of somebody else's, get nothing. `origin` is the desk's, e.g. `http://127.0.0.1:4001`.
 */
export function ownPageOnly(origin: () => string, handler: SandboxHandler): SandboxHandler {
  return (request) => {
    const { host, origin: asking, 'sec-fetch-site': site } = request.headers;
    if (host !== new URL(origin()).host) return failure(421, `Open the desk at ${origin()}/agent/desk.`);
    const isOpened = request.method === 'GET' && request.path.startsWith('/agent/');
    const isOurs =
      (asking === undefined || asking === origin()) && (site === undefined || site === 'same-origin');
    if (!isOpened && !isOurs) return failure(403, 'This may only be asked by the desk’s own page.');
    return handler(request);
  };
}
