import type { OpeningKind, Voice } from '../templates/language.ts';

type Said = (v: Voice) => readonly string[];

/**
 * What a variant adds to a reply in one language. The sentences state no fact and promise nothing: the same reply with
 * another one of them is as true as before.
 */
export interface Manner {
  /** After the thanks, where a warmer reply is wanted and the customer wrote. */
  readonly warmOpening: Readonly<Partial<Record<OpeningKind, Said>>>;
  /** At the end of a warmer reply. */
  readonly warmClosing: Said;
  /** After the answer, where a firmer reply is wanted. */
  readonly firm: Readonly<Partial<Record<OpeningKind, Said>>>;
}
