import { randomInt } from 'node:crypto';

export interface FieldOption {
  readonly id: number;
  readonly name: string;
  /** The tag a ticket has while this option is chosen. */
  readonly value: string;
}

export interface SandboxField {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly agent_description: string | null;
  readonly active: boolean;
  readonly custom_field_options: readonly FieldOption[];
  /** Zendesk's own fields cannot be removed. */
  readonly removable: boolean;
  readonly created_at: number;
  readonly updated_at: number;
}

export type FieldContent = Pick<
  SandboxField,
  'type' | 'title' | 'description' | 'agent_description' | 'active'
> & { readonly custom_field_options: readonly Omit<FieldOption, 'id'>[] };

/**
 * The ticket fields of the account. A drop-down's value and its option's tag are one thing in Zendesk: whoever adds the
 * tag chooses the option, and the tag of the option chosen before goes.
 */
export class TicketFields {
  private readonly fields = new Map<number, SandboxField>();
  private readonly now: () => number;
  private readonly changed: () => void;
  private nextId = 30_811_452_009_310;

  constructor(now: () => number, changed: () => void) {
    this.now = now;
    this.changed = changed;
    for (const type of ['subject', 'description', 'status', 'group', 'assignee'])
      this.add({ type, title: type, description: '', agent_description: null, active: true }, [], false);
  }

  all(): readonly SandboxField[] {
    return [...this.fields.values()];
  }

  one(id: number): SandboxField | undefined {
    return this.fields.get(id);
  }

  create({ custom_field_options, ...content }: FieldContent): SandboxField {
    return this.add(content, custom_field_options, true);
  }

  /** Options that are left out are removed, as in Zendesk. */
  change(field: SandboxField, { custom_field_options, ...content }: Partial<FieldContent>): SandboxField {
    const options =
      custom_field_options?.map((option) => ({
        ...option,
        id: field.custom_field_options.find(({ value }) => value === option.value)?.id ?? this.newId(),
      })) ?? field.custom_field_options;
    const changed = { ...field, ...content, custom_field_options: options, updated_at: this.now() };
    this.fields.set(field.id, changed);
    this.changed();
    return changed;
  }

  remove(field: SandboxField): void {
    this.fields.delete(field.id);
    this.changed();
  }

  /** The tags a ticket really has once `wanted` are set on it: of one drop-down's only the one added last. */
  settle(before: readonly string[], wanted: readonly string[]): readonly string[] {
    const dropped = this.all()
      .map(({ custom_field_options }) => custom_field_options.map(({ value }) => value))
      .flatMap((options) => {
        const chosen = wanted.filter((tag) => options.includes(tag));
        const latest = chosen.findLast((tag) => !before.includes(tag)) ?? chosen.at(-1);
        return chosen.filter((tag) => tag !== latest);
      });
    return wanted.filter((tag) => !dropped.includes(tag));
  }

  /** `custom_fields` of a ticket with these tags. */
  valuesOf(tags: readonly string[]): readonly { readonly id: number; readonly value: string | null }[] {
    return this.all()
      .filter(({ removable }) => removable)
      .map(({ id, custom_field_options }) => ({
        id,
        value: custom_field_options.find(({ value }) => tags.includes(value))?.value ?? null,
      }));
  }

  private add(
    content: Omit<FieldContent, 'custom_field_options'>,
    options: FieldContent['custom_field_options'],
    removable: boolean,
  ): SandboxField {
    const at = this.now();
    const field: SandboxField = {
      ...content,
      id: this.newId(),
      custom_field_options: options.map((option) => ({ ...option, id: this.newId() })),
      removable,
      created_at: at,
      updated_at: at,
    };
    this.fields.set(field.id, field);
    this.changed();
    return field;
  }

  private newId(): number {
    this.nextId += randomInt(1, 500);
    return this.nextId;
  }
}
