import type { AuditChain } from '../audit.ts';
import type { Transactor } from '../transactor.ts';
import { type CardStore, cardStore } from './cards.ts';
import { type CountStore, countStore } from './counts.ts';
import { type DecisionStore, decisionStore } from './decide.ts';
import { type ExecutionStore, executionStore } from './execute.ts';
import { type OutcomeStore, outcomeStore } from './outcomes.ts';
import { type ProposalStore, proposalStore } from './propose.ts';
import { type StripeNewsStore, stripeNewsStore } from './stripe-news.ts';

export type { CardStore, CorrectionCard } from './cards.ts';
export type { EffectChange, ExecutionRecord, ExecutionStore } from './execute.ts';
export type { CorrectionNoteResult } from './outcomes.ts';
export { outcomeKey, questionKey, recheckKey } from './outcomes.ts';
export type { StripeNews } from './stripe-news.ts';
export type * from './types.ts';

/** A correction's whole life: proposed, decided, carried out, shown. */
export interface CorrectionStore
  extends ProposalStore,
    DecisionStore,
    ExecutionStore,
    StripeNewsStore,
    CardStore,
    CountStore,
    OutcomeStore {}

export function correctionStore(
  transactor: Transactor,
  chain: AuditChain,
  clock: () => number,
): CorrectionStore {
  return {
    ...proposalStore(transactor, chain, clock),
    ...decisionStore(transactor, chain, clock),
    ...executionStore(transactor, chain, clock),
    ...stripeNewsStore(transactor, clock),
    ...cardStore(transactor),
    ...countStore(transactor),
    ...outcomeStore(transactor, chain, clock),
  };
}
