import type { Person } from '../corrections/people.ts';
import { type Controls, controlsHash, stricter } from './controls.ts';

/** What is wanted, what holds, and who agreed so far that the one becomes the other. */
export interface ControlState {
  readonly wanted: Controls;
  readonly in_force: Controls;
  /** Different humans, oldest first. Empty again with every other value that is wanted. */
  readonly confirmed_by: readonly Person[];
}

/** As many different humans agree before anything is loosened. */
export const CONFIRMATIONS_NEEDED = 2;

/** True while something that was loosened waits for people to agree. */
export function isWaiting({ wanted, in_force }: ControlState): boolean {
  return controlsHash(wanted) !== controlsHash(in_force);
}

/**
 * The state once `wanted` was seen: what it tightens is in force at once, what it loosens keeps its old value. The very
 * first controls are in force at once.
 */
export function observed(state: ControlState | null, wanted: Controls): ControlState {
  if (state === null) return { wanted, in_force: wanted, confirmed_by: [] };
  if (controlsHash(state.wanted) === controlsHash(wanted)) return state;
  return { wanted, in_force: stricter(state.in_force, wanted), confirmed_by: [] };
}

export type Confirmation =
  /** It counts; another person's is needed. */
  | { readonly kind: 'counted'; readonly state: ControlState }
  | { readonly kind: 'in_force'; readonly state: ControlState }
  | { readonly kind: 'nothing_waits' | 'confirmed_before' | 'nameless' };

/**
 * The state once somebody agreed to what is wanted. People are told apart by their e-mail addresses alone: the login that
 * may open the database is often one that they share.
 */
export function confirmed(state: ControlState, by: Person): Confirmation {
  if (!isWaiting(state)) return { kind: 'nothing_waits' };
  if (by.human === null) return { kind: 'nameless' };
  if (state.confirmed_by.some(({ human }) => human === by.human)) return { kind: 'confirmed_before' };
  const confirmed_by = [...state.confirmed_by, by];
  if (confirmed_by.length < CONFIRMATIONS_NEEDED) {
    return { kind: 'counted', state: { ...state, confirmed_by } };
  }
  return { kind: 'in_force', state: { ...state, in_force: state.wanted, confirmed_by } };
}
