import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { forgetOldest } from '../forget-oldest.ts';
import { type JsonRecord, records, textAt } from '../json.ts';
import { completeBlocks } from './complete-blocks.ts';
import { slackId } from './people.ts';

/** A modal or Home tab as a person has it before them. */
export interface OpenView {
  readonly id: string;
  readonly user: string;
  /** Changes with every update. */
  readonly hash: string;
  readonly root_view_id: string;
  readonly previous_view_id: string | null;
  /** The view as the app gave it. */
  readonly view: JsonRecord;
  /** Errors the app answered with, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  /** All it ever showed, first to last. */
  readonly history: readonly JsonRecord[];
}

export const MAXIMUM_STACKED_VIEWS = 3;
const TRIGGER_SECONDS = 3;
const MAXIMUM_TRIGGERS_REMEMBERED = 20_000;

export type TriggerState = 'valid' | 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';

interface Trigger {
  readonly user: string;
  readonly issued: number;
  /** The stack of the view it was pressed in. */
  readonly root: string | null;
  used: boolean;
}

/** Modals in stacks, Home tabs, and the triggers that let an app open a modal. */
export class Views {
  private readonly stacks = new Map<string, OpenView[]>();
  private readonly homes = new Map<string, OpenView>();
  private readonly triggers = new Map<string, Trigger>();
  private readonly clock: SandboxClock;
  private readonly changed: () => void;

  constructor(clock: SandboxClock, changed: () => void) {
    this.clock = clock;
    this.changed = changed;
  }

  /** The modals a person has open, the uppermost last. */
  of(user: string): readonly OpenView[] {
    return this.stacks.get(user) ?? [];
  }

  home(user: string): OpenView | null {
    return this.homes.get(user) ?? null;
  }

  trigger(user: string, root: string | null): string {
    const id = `${this.clock.now()}.${randomBytes(6).toString('hex')}.${randomBytes(16).toString('hex')}`;
    this.triggers.set(id, { user, issued: this.clock.now(), root, used: false });
    forgetOldest(this.triggers, MAXIMUM_TRIGGERS_REMEMBERED);
    return id;
  }

  /** Takes a trigger for its one use. */
  exchange(id: string): {
    readonly state: TriggerState;
    readonly user: string;
    readonly root: string | null;
  } {
    const trigger = this.triggers.get(id);
    if (trigger === undefined) return { state: 'invalid_trigger_id', user: '', root: null };
    const { user, root } = trigger;
    if (trigger.used) return { state: 'exchanged_trigger_id', user, root };
    if (this.clock.now() - trigger.issued > TRIGGER_SECONDS * 1000)
      return { state: 'expired_trigger_id', user, root };
    trigger.used = true;
    return { state: 'valid', user, root };
  }

  /** Replaces whatever the person had open. */
  open(user: string, view: JsonRecord): OpenView {
    const id = slackId('V');
    const opened = this.make(user, view, { id, root: id, previous: null });
    this.stacks.set(user, [opened]);
    this.changed();
    return opened;
  }

  push(user: string, view: JsonRecord): OpenView {
    const stack = this.stacks.get(user) ?? [];
    const id = slackId('V');
    const pushed = this.make(user, view, {
      id,
      root: stack[0]?.id ?? id,
      previous: stack.at(-1)?.id ?? null,
    });
    this.stacks.set(user, [...stack, pushed]);
    this.changed();
    return pushed;
  }

  update(open: OpenView, view: JsonRecord): OpenView {
    const made = this.make(open.user, view, identity(open));
    const updated = { ...made, history: [...open.history, made.view] };
    this.replace(updated);
    return updated;
  }

  setErrors(open: OpenView, errors: Readonly<Record<string, string>>): void {
    this.replace({ ...open, errors });
  }

  publish(user: string, view: JsonRecord): OpenView {
    const known = this.homes.get(user);
    const id = known?.id ?? slackId('V');
    const made = this.make(user, view, { id, root: id, previous: null });
    const published = { ...made, history: [...(known?.history ?? []), made.view] };
    this.homes.set(user, published);
    this.changed();
    return published;
  }

  /** Closes the uppermost modal, or all of them. */
  close(user: string, which: 'top' | 'all'): void {
    const stack = this.stacks.get(user) ?? [];
    this.stacks.set(user, which === 'all' ? [] : stack.slice(0, -1));
    this.changed();
  }

  byId(id: string): OpenView | null {
    return this.everyView().find((open) => open.id === id) ?? null;
  }

  byExternalId(externalId: string): OpenView | null {
    return this.everyView().find(({ view }) => textAt(view, 'external_id') === externalId) ?? null;
  }

  private everyView(): readonly OpenView[] {
    return [...[...this.stacks.values()].flat(), ...this.homes.values()];
  }

  private replace(updated: OpenView): void {
    const stack = this.stacks.get(updated.user) ?? [];
    this.stacks.set(
      updated.user,
      stack.map((open) => (open.id === updated.id ? updated : open)),
    );
    if (this.homes.get(updated.user)?.id === updated.id) this.homes.set(updated.user, updated);
    this.changed();
  }

  private make(
    user: string,
    view: JsonRecord,
    { id, root, previous }: { readonly id: string; readonly root: string; readonly previous: string | null },
  ): OpenView {
    const complete = { ...view, blocks: completeBlocks(records(view['blocks'])) };
    return {
      id,
      user,
      hash: `${Math.floor(this.clock.now() / 1000)}.${randomBytes(4).toString('hex')}`,
      root_view_id: root,
      previous_view_id: previous,
      view: complete,
      errors: {},
      history: [complete],
    };
  }
}

function identity(open: OpenView) {
  return { id: open.id, root: open.root_view_id, previous: open.previous_view_id };
}
