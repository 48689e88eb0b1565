import type { StoredAnalysis } from '../../../db/analyses.ts';
import { resultOf } from '../../jobs/stored-check.ts';
import type { SidebarStore } from './ports.ts';
import type { IdentityState } from './ticket-view.ts';

/** How certain it is who the customer of a check is, with what was confirmed since. */
export async function identityOf(
  store: Pick<SidebarStore, 'isIdentityConfirmed'>,
  analysis: StoredAnalysis,
): Promise<IdentityState> {
  const { customer } = resultOf(analysis);
  if (customer.kind !== 'resolved') return 'unresolved';
  if (customer.verified) return 'known';
  return (await store.isIdentityConfirmed(analysis.id)) ? 'confirmed' : 'unconfirmed';
}
