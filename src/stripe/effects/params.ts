import { z } from 'zod';
import type { CorrectionStep } from '../../analysis/finding.ts';

/** A step that is not exactly one of its kind. The sentence is for whoever proposed or approved it. */
export class StepFault extends Error {
  override readonly name = 'StepFault';
}

/** An id with this prefix, e.g. `in`. */
export const id = (...prefixes: readonly string[]): z.ZodString =>
  z.string().regex(new RegExp(`^(?:${prefixes.join('|')})_[A-Za-z0-9_]{1,250}$`));

/** An amount of money that goes somewhere: whole minor units above nothing. */
export const positive = z.int().min(1);
export const notNegative = z.int().min(0);
export const currency = z.string().regex(/^[a-z]{3}$/);

/**
 * The parameters of a step, exactly as its kind has them: an unknown one is as wrong as a missing one.
 * @throws {StepFault}
 */
export function parseParams<Schema extends z.ZodType>(schema: Schema, step: CorrectionStep): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(step.params);
  if (success) return data;
  const places = error.issues.map((issue) => issue.path.join('.') || unknownKeys(issue));
  throw fault(step, `its parameters are not in order (${[...new Set(places)].join(', ').slice(0, 200)})`);
}

/** Holds when the step's own fields say the same as its parameters. @throws {StepFault} */
export function mustAgree(step: CorrectionStep, isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw fault(step, what);
}

function fault({ kind }: CorrectionStep, what: string): StepFault {
  return new StepFault(
    `The step ${kind} cannot be sent: ${what}; check the customer again and propose a new correction.`,
  );
}

/** Texts from outside are not repeated: only how many there are. */
function unknownKeys(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? `${issue.keys.length} unknown` : issue.code;
}
