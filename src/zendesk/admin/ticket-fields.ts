import { z } from 'zod';
import type { UrgencyLevel, Verdict } from '../../analysis/finding.ts';
import type { ZendeskClient } from '../client.ts';
import { URGENCY_NAMES, urgencyTag, VERDICT_NAMES, verdictTag } from '../result-tags.ts';
import { listAll, pageMeta } from './list-all.ts';
import { MADE_BY_SETUP } from './made-by-setup.ts';

interface Option {
  readonly name: string;
  /** The tag that chooses the option. */
  readonly value: string;
}

/** A drop-down field that a check's tags fill. */
export interface FieldPlan {
  readonly title: string;
  readonly options: readonly Option[];
}

export const RESULT_FIELDS: readonly FieldPlan[] = [
  {
    title: 'Billing check: verdict',
    options: (Object.entries(VERDICT_NAMES) as [Verdict, string][]).map(([verdict, name]) => ({
      name,
      value: verdictTag(verdict),
    })),
  },
  {
    title: 'Billing check: urgency',
    options: (Object.entries(URGENCY_NAMES) as [UrgencyLevel, string][]).map(([level, name]) => ({
      name,
      value: urgencyTag(level),
    })),
  },
];

const fieldShape = z.object({
  id: z.int().positive().transform(String),
  type: z.string(),
  title: z.string(),
  active: z.boolean(),
  description: z.string().nullish(),
  agent_description: z.string().nullish(),
  custom_field_options: z
    .array(z.object({ id: z.int().nullish(), name: z.string(), value: z.string() }))
    .nullish(),
});
type Field = z.infer<typeof fieldShape>;
const fieldsPage = z.object({ ticket_fields: z.array(fieldShape), meta: pageMeta });
const fieldAnswer = z.object({ ticket_field: fieldShape });

/** What of a planned field is there. */
export interface ResultField {
  readonly plan: FieldPlan;
  /** Null: it has to be made. */
  readonly id: string | null;
  readonly active: boolean;
  /** Options of ours it lacks. */
  readonly missing: readonly Option[];
  readonly existing: readonly Option[];
  readonly madeBySetup: boolean;
}

/** The fields for results as they are now. A field is known by its options, whatever it is called by now. */
export async function resultFields(client: ZendeskClient): Promise<readonly ResultField[]> {
  const fields = await listAll(client, 'ticket_fields', fieldsPage, (page) => page.ticket_fields);
  return RESULT_FIELDS.map((plan) => {
    const tags = plan.options.map(({ value }) => value);
    const field = fields.find(
      ({ type, custom_field_options: options }) =>
        type === 'tagger' && options?.some(({ value }) => tags.includes(value)),
    );
    return found(plan, field);
  });
}

export async function createField(client: ZendeskClient, { title, options }: FieldPlan): Promise<string> {
  const { ticket_field } = await client.post(fieldAnswer, ['ticket_fields'], {
    ticket_field: {
      type: 'tagger',
      title,
      agent_description: `What billing-check found last. ${MADE_BY_SETUP}`,
      custom_field_options: options,
    },
  });
  return ticket_field.id;
}

/** Adds what is missing; Zendesk removes options that are not sent along, so the existing ones are. */
export async function completeField(client: ZendeskClient, field: ResultField): Promise<void> {
  if (field.id === null) return;
  await client.put(fieldAnswer, ['ticket_fields', field.id], {
    ticket_field: { custom_field_options: [...field.existing, ...field.missing] },
  });
}

export async function removeField(client: ZendeskClient, id: string): Promise<void> {
  await client.remove(['ticket_fields', id]);
}

function found(plan: FieldPlan, field: Field | undefined): ResultField {
  const existing = field?.custom_field_options ?? [];
  const has = new Set(existing.map(({ value }) => value));
  return {
    plan,
    id: field?.id ?? null,
    active: field?.active ?? false,
    missing: plan.options.filter(({ value }) => !has.has(value)),
    existing: existing.map(({ name, value, id }) => ({ name, value, ...(id == null ? {} : { id }) })),
    madeBySetup: `${field?.agent_description ?? ''}${field?.description ?? ''}`.includes(MADE_BY_SETUP),
  };
}
