import type { Subscription } from '../../../ledger/wire.ts';
import { unknownParameters } from '../../errors.ts';
import { hashParam, type Params, stringParam } from '../../params.ts';
import { choiceParam } from '../values.ts';

type Details = NonNullable<Subscription['cancellation_details']>;

const FEEDBACK = [
  'customer_service',
  'low_quality',
  'missing_features',
  'other',
  'switched_service',
  'too_complex',
  'too_expensive',
  'unused',
] as const;

/** The `cancellation_details` parameter: what was sent of it, an empty string taking a value away. */
export function cancellationDetails(params: Params): Partial<Details> {
  const sent = hashParam(params, 'cancellation_details');
  if (sent === undefined) return {};
  const unknown = Object.keys(sent).filter((name) => name !== 'comment' && name !== 'feedback');
  if (unknown.length > 0) throw unknownParameters(unknown.map((name) => `cancellation_details[${name}]`));
  const comment = stringParam(sent, 'comment');
  const feedback = sent['feedback'] === '' ? '' : choiceParam(sent, 'feedback', FEEDBACK);
  return {
    ...(comment === undefined ? {} : { comment: comment === '' ? null : comment }),
    ...(feedback === undefined ? {} : { feedback: feedback === '' ? null : feedback }),
  };
}
