import type { CorrectionStep } from '../../analysis/finding.ts';
import type {
  EffectMetadata,
  EffectObject,
  EffectRequest,
  FindResult,
  Preflight,
} from '../../corrections/ports.ts';
import type { Reading } from './reading.ts';

/** One kind of effect: reads a step of its kind, strictly. @throws {StepFault} for a step that is not exactly one. */
export type EffectKind = (step: CorrectionStep) => PreparedEffect;

/** A step that is understood, and everything that can be done about it. */
export interface PreparedEffect {
  /** The permission a restricted key needs to make it, as Stripe's Dashboard names it. */
  readonly permission: string;
  /**
   * True when Stripe refuses it once the object is as it was to be: a refusal may then mean that an earlier request, or
   * somebody else, has done it.
   */
  readonly refused_when_done: boolean;
  request(metadata: EffectMetadata): Omit<EffectRequest, 'kind'>;
  /** The effect as Stripe's answer tells it, or null when that is no such answer. */
  made(answer: unknown): EffectObject | null;
  /** @throws {StripeFailure} when Stripe cannot be read. */
  find(metadata: EffectMetadata, reading: Reading): Promise<FindResult>;
  /** @throws {StripeFailure} when Stripe cannot be read. */
  preflight(reading: Reading): Promise<Preflight>;
}

export const READY: Preflight = { kind: 'ready' };
export const stale = (sentence: string): Preflight => ({ kind: 'stale', sentence });
