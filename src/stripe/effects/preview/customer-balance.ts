import { PARAMS } from '../customer-balance-credit.ts';
import { parseParams } from '../params.ts';
import { balanceChange } from './balance.ts';
import type { PreviewKind } from './step.ts';

/** The balance, and by it the next invoice. */
export const previewCustomerBalance: PreviewKind = (step, reading, moved) =>
  balanceChange(parseParams(PARAMS, step), reading, moved);
