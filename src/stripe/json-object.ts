import type Stripe from 'stripe';

/**
 * The JSON object of a response's body. The SDK reads fields of whatever came without looking: on `null` it throws
 * something that is no error of its own, and on a bare number or text it leaves a rejection that nobody handles.
 * @throws {SyntaxError} for any other body, which the SDK reports as an answer that makes no sense.
 */
export async function jsonObjectOf(
  response: Stripe.HttpClientResponse,
): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await response.toJSON();
  if (isObject(body)) return body;
  throw new SyntaxError('not a JSON object');
}

/** The response, for the SDK to read nothing but a JSON object from. */
export function withJsonObject(response: Stripe.HttpClientResponse): Stripe.HttpClientResponse {
  return {
    getStatusCode: () => response.getStatusCode(),
    getHeaders: () => response.getHeaders(),
    getRawResponse: () => response.getRawResponse(),
    toStream: (onEnd) => response.toStream(onEnd),
    toJSON: () => jsonObjectOf(response),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
