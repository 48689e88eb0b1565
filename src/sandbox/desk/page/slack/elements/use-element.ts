import { useState } from 'react';
import { isRecord, type JsonRecord, textAt } from '../../../../slack/json.ts';
import { type Chosen, useSurface } from '../blocks/surface.tsx';
import { useConfirm } from '../dialogs/confirm-dialog.tsx';
import { useSlackWorld } from '../slack-context.tsx';

export interface UsedElement {
  /** True until the app has acknowledged what was done last. */
  readonly isBusy: boolean;
  readonly click: () => void;
  readonly choose: (chosen: Chosen) => void;
}

/** An element that acts at once: asks first where it says so, then tells the app. */
export function useElement(block: JsonRecord, element: JsonRecord): UsedElement {
  const { place, form } = useSurface();
  const { act } = useSlackWorld();
  const confirm = useConfirm();
  const [isBusy, setBusy] = useState(false);
  const where = { place, block_id: textAt(block, 'block_id'), action_id: textAt(element, 'action_id') };

  async function use(what: Parameters<typeof act>[0]): Promise<void> {
    if (isBusy) return;
    const { confirm: question } = element;
    if (isRecord(question) && !(await confirm(question))) return;
    // In a modal the choice stands with what is typed; on a message it comes back with the message.
    if (what.type === 'choose') form?.put(where.action_id, what.chosen);
    setBusy(true);
    await act(what);
    setBusy(false);
  }
  return {
    isBusy,
    click: () => void use({ type: 'click', ...where }),
    choose: (chosen) =>
      void use({ type: 'choose', ...where, chosen: typeof chosen === 'string' ? chosen : [...chosen] }),
  };
}
