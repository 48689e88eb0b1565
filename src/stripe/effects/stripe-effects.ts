import { assert } from '../../assert.ts';
import type { PlannedEffect } from '../../corrections/plan.ts';
import type { Effects, Seen, Unreadable } from '../../corrections/ports.ts';
import { ServiceError } from '../../service-error.ts';
import { Calls, Deadline, Gate } from '../calls.ts';
import type { StripeClient } from '../client.ts';
import { StripeFailure } from '../failure.ts';
import { classify } from './classify.ts';
import { type PreparedEffect, stale } from './kind.ts';
import { StepFault } from './params.ts';
import { prepare } from './prepare.ts';
import { Reading } from './reading.ts';
import type { WriteClient } from './write-client.ts';

/** Longest one look-up may take as a whole, in milliseconds. */
export const MAX_LOOK_UP_MS = 60_000;

export interface StripeEffectsOptions {
  /** Looks up. Never the key that writes. */
  readonly reading: StripeClient;
  /** Sends; null in a dry run, where nothing is ever sent. */
  readonly writing: WriteClient | null;
  /** Shared with others who read with the same key, so that one Retry-After holds back all. */
  readonly gate?: Gate;
  readonly lookUpMs?: number;
}

/**
 * Makes corrections in Stripe, one request at a time.
 * @throws {ServiceError} `refused` when the two keys are of different modes.
 */
export function createStripeEffects({
  reading: client,
  writing,
  gate = new Gate(),
  lookUpMs = MAX_LOOK_UP_MS,
}: StripeEffectsOptions): Effects {
  if (writing !== null) mustMatch(client, writing);

  const lookUp = async <T>(effect: PlannedEffect, ask: Ask<T>, failed: Failed<T>): Promise<T & Seen> => {
    const deadline = new Deadline(lookUpMs);
    const calls = new Calls(client, gate, deadline);
    const seen = (found: T): T & Seen => ({ ...found, server_time: calls.serverTime });
    try {
      return seen(await ask(prepare(effect), new Reading(calls)));
    } catch (error) {
      if (error instanceof StripeFailure || error instanceof StepFault) return seen(failed(error));
      throw error;
    } finally {
      deadline.close();
    }
  };

  return {
    request: (effect, metadata) => {
      try {
        return { kind: 'request', ...prepare(effect).request(metadata) };
      } catch (error) {
        if (error instanceof StepFault) return { kind: 'malformed', sentence: error.message };
        throw error;
      }
    },

    preflight: (effect) =>
      lookUp(
        effect,
        (prepared, reading) => prepared.preflight(reading),
        (failure) => {
          if (failure instanceof StepFault) return stale(failure.message);
          // An object that is gone will not come back.
          return failure.kind === 'missing' ? stale(failure.message) : unreadable(failure);
        },
      ),

    find: (effect, metadata) =>
      lookUp(effect, (prepared, reading) => prepared.find(metadata, reading), unreadable),

    send: async (effect, { idempotencyKey, metadata }) => {
      assert(writing !== null, 'nothing is sent without the key that writes', { kind: effect.kind });
      let prepared: PreparedEffect;
      try {
        prepared = prepare(effect);
      } catch (error) {
        if (!(error instanceof StepFault)) throw error;
        return {
          kind: 'refused',
          status: null,
          code: null,
          sentence: error.message,
          permission: null,
          find_first: false,
          server_time: null,
        };
      }
      const request = { kind: 'request' as const, ...prepared.request(metadata) };
      const { keyName, origin } = writing;
      return classify(await writing.exchange(request, idempotencyKey), { effect: prepared, keyName, origin });
    },
  };
}

type Ask<T> = (effect: PreparedEffect, reading: Reading) => Promise<T>;
type Failed<T> = (failure: StripeFailure | StepFault) => T;

function unreadable(failure: StripeFailure | StepFault): Unreadable {
  const retryAfter = failure instanceof StripeFailure ? failure.retry_after : null;
  return { kind: 'unreadable', sentence: failure.message, retry_after_seconds: retryAfter };
}

function mustMatch(reading: StripeClient, writing: WriteClient): void {
  if (reading.mode === null || writing.mode === null || reading.mode === writing.mode) return;
  throw new ServiceError(
    'stripe',
    'refused',
    `${reading.keyName} is a ${reading.mode}-mode key and ${writing.keyName} a ${writing.mode}-mode key: put two keys of the same mode there.`,
  );
}
