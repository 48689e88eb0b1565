import { z } from 'zod';
import { VARIANTS, type Variant } from '../../check/wording-wish.ts';
import type { HttpResponse } from '../../http/routes.ts';
import type { Reword } from '../../jobs/reword.ts';
import { ServiceError } from '../../service-error.ts';
import { saying } from './answers.ts';
import type { AgentRequest } from './behind-session.ts';
import { createRateLimit } from './rate-limit.ts';
import { type BodyShape, readJson } from './request-body.ts';
import type { TicketGate } from './ticket-access.ts';

/** Each reads a whole billing history, and may ask a model. */
const REWORDED_PER_MINUTE = 6;
const RETRY_AFTER_SECONDS = 10;

const WISH: BodyShape<{ variant?: Variant | null | undefined; language?: string | null | undefined }> = {
  shape: z.strictObject({
    variant: z.enum(VARIANTS).nullish(),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(?:-[A-Z]{2})?$/)
      .nullish(),
  }),
  sentence:
    'Say how the reply is to be: {"variant": "shorter"}, "warmer" or "firmer", and {"language": "fr"} or null.',
};

export interface RewordHandlerOptions {
  readonly gate: Pick<TicketGate, 'checkToSee'>;
  readonly reword: Reword;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** The reply of a check in other words. Nothing is kept: the page shows it in place of the other. */
export function rewordDraft({ gate, reword, clock }: RewordHandlerOptions) {
  const limit = createRateLimit(REWORDED_PER_MINUTE, clock);
  return async (asked: AgentRequest): Promise<HttpResponse> => {
    const given = readJson(asked.request, WISH);
    if ('refused' in given) return given.refused;
    const found = await gate.checkToSee(asked, asked.id, 'reword');
    if ('refused' in found) return found.refused;
    const wait = limit.take(asked.agent.id);
    if (wait > 0)
      return saying(429, 'That were many replies within a minute: wait a moment.', {
        'retry-after': String(wait),
      });
    const { variant = null, language = null } = given.body;
    try {
      const answer = await reword(found.analysis.id, { variant, language });
      return answer.kind === 'reworded'
        ? { status: 200, body: { triage: answer.triage } }
        : saying(409, answer.sentence);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.service !== 'stripe') throw error;
      return saying(503, 'Stripe could not be read, so the reply stays as it is: try again in a minute.', {
        'retry-after': String(error.retry_after ?? RETRY_AFTER_SECONDS),
      });
    }
  };
}
