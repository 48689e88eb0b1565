import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  /** For menus that hold one choice. */
  readonly isChosen?: boolean;
  /** Heading above it. */
  readonly group?: string;
}

export interface MenuProps {
  /** What the button is called. */
  readonly label: string;
  /** What the button shows; default its label. */
  readonly children?: ReactNode;
  readonly className?: string;
  readonly describedBy?: string | undefined;
  readonly isBusy?: boolean;
  readonly items: readonly MenuItem[];
  readonly onChoose: (key: string) => void;
}

/** Room a menu wants below its button, in pixels; with less it opens upwards. */
const ROOM_BELOW_PIXELS = 220;

/** A button that opens a menu: arrows, Home and End move in it, Escape closes it. */
export function Menu({ label, children, className = '', describedBy, isBusy, items, onChoose }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const [opensUp, setOpensUp] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menuId = useId();

  useEffect(() => {
    if (!isOpen) return;
    entries(place.current)[0]?.focus();
    const leave = (event: Event): void => {
      if (event.target instanceof Node && place.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [isOpen]);

  function open(): void {
    const below = window.innerHeight - (button.current?.getBoundingClientRect().bottom ?? 0);
    setOpensUp(below < ROOM_BELOW_PIXELS);
    setOpen(true);
  }

  function close(): void {
    setOpen(false);
    button.current?.focus();
  }

  function move(event: KeyboardEvent): void {
    const all = entries(place.current);
    const at = all.findIndex((entry) => entry.matches(':focus'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') setOpen(false);
    else if (to !== undefined) all[(to + all.length) % all.length]?.focus();
    if (event.key === 'Escape' || to !== undefined) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  return (
    <div className="slack-menu" ref={place}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-describedby={describedBy}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        aria-busy={isBusy}
        onClick={() => (isOpen ? close() : open())}
      >
        {children ?? label}
      </button>
      {isOpen ? (
        <div
          id={menuId}
          role="menu"
          aria-label={label}
          tabIndex={-1}
          className={opensUp ? 'slack-menu-items opens-up' : 'slack-menu-items'}
          onKeyDown={move}
        >
          {items.map((item, at) => (
            <Item
              key={item.key}
              item={item}
              isFirstOfGroup={item.group !== undefined && item.group !== items[at - 1]?.group}
              onChoose={() => {
                close();
                onChoose(item.key);
              }}
            />
          ))}
        </div>
      ) : null}
    </div>
  );
}

interface ItemProps {
  readonly item: MenuItem;
  readonly isFirstOfGroup: boolean;
  readonly onChoose: () => void;
}

function Item({ item: { label, description = '', isChosen, group }, isFirstOfGroup, onChoose }: ItemProps) {
  return (
    <>
      {isFirstOfGroup ? (
        <div className="slack-menu-group" role="presentation">
          {group}
        </div>
      ) : null}
      <button
        type="button"
        className="slack-menu-item"
        tabIndex={-1}
        {...(isChosen === undefined
          ? { role: 'menuitem' }
          : { role: 'menuitemradio', 'aria-checked': isChosen })}
        onClick={onChoose}
      >
        {label}
        {description === '' ? null : <small>{description}</small>}
      </button>
    </>
  );
}

function entries(place: HTMLElement | null): readonly HTMLElement[] {
  return [...(place?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
}
