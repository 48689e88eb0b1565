import Stripe from 'stripe';

/** How far a signature's time may lie from ours, either way. */
const WINDOW_SECONDS = 300;
/** Secrets tried at once: the current one and those of a rotation in progress. */
const MAX_SECRETS = 5;
const MAX_HEADER_CHARACTERS = 2_000;
const PART = /^([a-z0-9]{1,10})=([A-Za-z0-9]{1,128})$/;

export interface StripeSignatureCheck {
  /** The body as received, decoded without loss. */
  readonly payload: string;
  /** `Stripe-Signature`, as the HTTP server gives it: one text, or who knows what. */
  readonly header: unknown;
  readonly secrets: readonly string[];
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/**
 * True when Stripe signed `payload` with one of our secrets within five minutes. Never throws on what a stranger sends. The
 * SDK verifies; it takes a time in the future and several times in one header, so that these are refused before.
 */
export function isSignedByStripe({ payload, header, secrets, clock }: StripeSignatureCheck): boolean {
  const nowMs = clock();
  if (typeof header !== 'string' || payload === '') return false;
  const signedAt = signatureTime(header);
  if (signedAt === null || Math.abs(nowMs / 1_000 - signedAt) > WINDOW_SECONDS) return false;
  let matches = false;
  for (const secret of secrets.slice(0, MAX_SECRETS)) {
    if (isSignedWith(secret, payload, header, nowMs)) matches = true;
  }
  return matches;
}

function isSignedWith(secret: string, payload: string, header: string, nowMs: number): boolean {
  try {
    const { signature } = Stripe.webhooks;
    return signature?.verifyHeader(payload, header, secret, WINDOW_SECONDS, undefined, nowMs) ?? false;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

/** Unix seconds; null unless the header is one well-formed list with exactly one time. */
function signatureTime(header: string): number | null {
  if (header.length > MAX_HEADER_CHARACTERS) return null;
  const parts = header.split(',').map((part) => PART.exec(part));
  if (parts.includes(null)) return null;
  const [time, another] = parts.flatMap((part) => (part?.[1] === 't' ? [part[2] ?? ''] : []));
  return time !== undefined && another === undefined && /^\d{1,12}$/.test(time) ? Number(time) : null;
}
