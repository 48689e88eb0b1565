import { type FormEvent, useId, useMemo, useRef, useState } from 'react';
import { records } from '../../../../slack/json.ts';
import type { PaneView } from '../../../slack/pane.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { type Chosen, type Surface, SurfaceProvider } from '../blocks/surface.tsx';
import { faultsIn, initialForm, toSend } from '../elements/input-values.ts';
import { useSlackWorld } from '../slack-context.tsx';
import { plainText } from '../text/text-object.tsx';
import { PaneDialog } from './pane-dialog.tsx';

/** The uppermost modal: its fields, its buttons, and what is wrong with what was sent. */
export function Modal({ open }: { readonly open: PaneView }) {
  const { act } = useSlackWorld();
  const titleId = useId();
  const fields = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState<Readonly<Record<string, Chosen>>>({});
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [isBusy, setBusy] = useState(false);
  const { id, view, errors } = open;
  const blocks = useMemo(() => records(view['blocks']), [view]);
  const values = useMemo(() => ({ ...initialForm(blocks), ...typed }), [blocks, typed]);
  const surface = useMemo(
    (): Surface => ({
      place: { view: id },
      values: {},
      form: {
        values,
        errors: { ...errors, ...faults },
        put: (actionId, value) => setTyped((known) => ({ ...known, [actionId]: value })),
      },
    }),
    [id, values, errors, faults],
  );

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const found = faultsIn(blocks, values);
    setFaults(found);
    if (Object.keys(found).length > 0) return focusFirstFault(fields.current);
    setBusy(true);
    await act({ type: 'submit', view: id, values: toSend(blocks, values) });
    setBusy(false);
  }

  const close = (): void => void act({ type: 'close', view: id });
  const submitLabel = plainText(view['submit']);
  return (
    <PaneDialog labelledBy={titleId} version={open.hash} onEscape={close}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <div className="slack-dialog-head">
          <h3 id={titleId}>{plainText(view['title'])}</h3>
          <button type="button" className="slack-icon" aria-label="Close the dialog" onClick={close}>
            <span aria-hidden="true">✕</span>
          </button>
        </div>
        <div className="slack-dialog-body" ref={fields}>
          <SurfaceProvider value={surface}>
            <Blocks blocks={blocks} />
          </SurfaceProvider>
        </div>
        <div className="slack-dialog-foot">
          <button type="button" className="slack-button" onClick={close}>
            {plainText(view['close']) || 'Cancel'}
          </button>
          {submitLabel === '' ? null : (
            <button type="submit" className="slack-button primary" disabled={isBusy} aria-busy={isBusy}>
              {submitLabel}
            </button>
          )}
        </div>
      </form>
    </PaneDialog>
  );
}

/** Once the faults are shown. */
function focusFirstFault(fields: HTMLElement | null): void {
  requestAnimationFrame(() => fields?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
