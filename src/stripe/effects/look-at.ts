import { z } from 'zod';
import type { EvidenceRef } from '../../analysis/finding.ts';
import type { SeenObject } from '../../corrections/made-in-stripe.ts';
import { CHARGES_PERMISSION, REFERENCE } from './charges.ts';
import type { Reading } from './reading.ts';

const REFUND = z.object({
  id: z.string(),
  object: z.literal('refund'),
  amount: z.int(),
  currency: z.string(),
  status: z.string().nullable(),
  failure_reason: z.string().nullish(),
});

const CREDIT_NOTE = z.object({
  id: z.string(),
  object: z.literal('credit_note'),
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  refunds: z.array(z.object({ refund: REFERENCE.nullish() })).nullish(),
});

/** How these refunds and credit notes stand now, each once, with the refunds of the notes. @throws {StripeFailure} */
export async function lookAt(
  objects: readonly EvidenceRef[],
  reading: Reading,
): Promise<readonly SeenObject[]> {
  const notes = await Promise.all(idsOf(objects, 'credit_note').map((id) => readNote(id, reading)));
  const refunds = new Set([
    ...idsOf(objects, 'refund'),
    ...notes.flatMap((note) => (note.refunds ?? []).flatMap(({ refund }) => refund ?? [])),
  ]);
  const seen = await Promise.all([...refunds].map((id) => readRefund(id, reading)));
  return [...notes.map(({ refunds: _refunds, ...note }) => ({ ...note, failure_reason: null })), ...seen];
}

function idsOf(objects: readonly EvidenceRef[], kind: string): readonly string[] {
  return [...new Set(objects.filter(({ object }) => object === kind).map(({ id }) => id))];
}

function readNote(id: string, reading: Reading): Promise<z.infer<typeof CREDIT_NOTE>> {
  return reading.one({ what: 'credit note', permission: 'Credit notes' }, CREDIT_NOTE, (options) =>
    reading.sdk.creditNotes.retrieve(id, {}, options),
  );
}

async function readRefund(id: string, reading: Reading): Promise<SeenObject> {
  const refund = await reading.one({ what: 'refund', permission: CHARGES_PERMISSION }, REFUND, (options) =>
    reading.sdk.refunds.retrieve(id, {}, options),
  );
  return { ...refund, failure_reason: refund.failure_reason ?? null };
}
