import { createContext, useContext } from 'react';
import type { ElementPlace } from '../../../slack/act-schema.ts';
import type { PaneMessage } from '../../../slack/pane.ts';

/** What inputs of a modal hold: text, the value of an option, or the values of several. */
export type Chosen = string | readonly string[];

/** Where blocks are shown: on a message, in a modal or in the Home tab. */
export interface Surface {
  readonly place: ElementPlace;
  /** What was chosen in menus of a message before. */
  readonly values: PaneMessage['values'];
  /** Inputs of a modal, sent together; null elsewhere. */
  readonly form: Form | null;
}

export interface Form {
  /** By action id. */
  readonly values: Readonly<Record<string, Chosen>>;
  /** By block id. */
  readonly errors: Readonly<Record<string, string>>;
  put(actionId: string, value: Chosen): void;
}

const Context = createContext<Surface | null>(null);

export const SurfaceProvider = Context.Provider;

export function useSurface(): Surface {
  const surface = useContext(Context);
  if (surface === null) throw new Error('Blocks are shown on a surface only.');
  return surface;
}
