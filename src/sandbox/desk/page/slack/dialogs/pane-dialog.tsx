import { type ReactNode, useEffect, useRef } from 'react';

export interface PaneDialogProps {
  readonly labelledBy: string;
  /** Asks the person something they must answer before anything else. */
  readonly isAlert?: boolean;
  /** Another value when the app put something else into it. */
  readonly version?: string;
  readonly onEscape: () => void;
  readonly children: ReactNode;
}

/** A dialog over the Slack pane alone: the ticket beside it stays in use. Whoever shows it makes the rest inert. */
export function PaneDialog({ labelledBy, isAlert, version, onEscape, children }: PaneDialogProps) {
  const place = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const wanted = place.current?.querySelector<HTMLElement>(
      '[data-focus="on-load"], input, textarea, select',
    );
    (wanted ?? place.current)?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what had the focus may have gone with the earlier content.
  useEffect(() => {
    if (document.activeElement === document.body) place.current?.focus();
  }, [version]);
  return (
    <div className="slack-scrim">
      <dialog
        open
        ref={place}
        className="slack-dialog"
        role={isAlert === true ? 'alertdialog' : undefined}
        aria-labelledby={labelledBy}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onEscape();
        }}
      >
        {children}
      </dialog>
    </div>
  );
}

/** React 18 knows no `inert`: as an attribute it passes it on. */
export function inertWhen(isInert: boolean): { readonly inert?: '' } {
  return isInert ? { inert: '' } : {};
}
