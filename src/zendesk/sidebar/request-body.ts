import { z } from 'zod';
import type { HttpRequest, HttpResponse } from '../../http/routes.ts';
import { saying } from './answers.ts';

/** What a body may hold, with the sentence that says so. */
export interface BodyShape<T> {
  /** Strict and flat: unknown keys and whatever is nested are refused. */
  readonly shape: z.ZodType<T>;
  readonly sentence: string;
}

/** For what takes nothing but being asked. */
export const NOTHING: BodyShape<Record<string, never>> = {
  shape: z.strictObject({}),
  sentence: 'This takes an empty JSON object: {}.',
};

/** The body as JSON of this shape, or the answer that refuses it. */
export function readJson<T>(
  { headers, rawBody }: Pick<HttpRequest, 'headers' | 'rawBody'>,
  { shape, sentence }: BodyShape<T>,
): { readonly body: T } | { readonly refused: HttpResponse } {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    return { refused: saying(415, 'Send the body as JSON, with the content type application/json.') };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    return { refused: saying(400, 'The body is not JSON.') };
  }
  const parsed = shape.safeParse(json);
  return parsed.success ? { body: parsed.data } : { refused: saying(422, sentence) };
}
