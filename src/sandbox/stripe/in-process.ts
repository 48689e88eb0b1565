import type { StripeAccount } from './account.ts';

/**
 * A `fetch` that asks the account without a network, for `Stripe.createFetchHttpClient`: what a simulation on a virtual
 * clock needs. Whatever the URL's host, its path and query are asked for.
 */
export function accountFetch(account: StripeAccount): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const answer = await account.answer({
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: Object.fromEntries(request.headers),
      body: Buffer.from(await request.arrayBuffer()),
    });
    return new Response(JSON.stringify(answer.body), {
      status: answer.status,
      headers: { 'content-type': 'application/json', ...answer.headers },
    });
  };
}
