import type { SandboxAnswer, SandboxRequest } from '../fault-injection.ts';
import { errors, ok } from './answers.ts';
import { isRecord, parseRecord } from './oauth.ts';
import { paginate } from './paging.ts';
import type { Desk } from './routes.ts';
import { isoTime } from './state.ts';
import type { FieldContent, SandboxField } from './ticket-fields.ts';

const TYPES = ['text', 'textarea', 'checkbox', 'date', 'integer', 'decimal', 'regexp', 'tagger'];

/** `/ticket_fields`: agents may read them, administrators may change them. */
export function ticketFields(
  desk: Desk,
  request: SandboxRequest,
  [id, ...more]: readonly string[],
): SandboxAnswer {
  if (more.length > 0) return errors.noEndpoint();
  const { fields } = desk.state;
  if (id === undefined && request.method === 'GET') {
    const page = paginate(fields.all(), request.query, `${desk.url()}/api/v2/ticket_fields.json`);
    return ok({
      ticket_fields: page.items.map((field) => fieldJson(field, desk.url())),
      ...page.links,
    });
  }
  const field = id !== undefined && /^\d{1,16}$/.test(id) ? fields.one(Number(id)) : undefined;
  if (id !== undefined && field === undefined) return errors.notFound();
  if (field !== undefined && request.method === 'GET')
    return ok({ ticket_field: fieldJson(field, desk.url()) });
  if (desk.user.role !== 'admin') return errors.forbidden();
  if (field === undefined) return request.method === 'POST' ? create(desk, request) : errors.noEndpoint();
  if (request.method === 'PUT') return change(desk, request, field);
  if (request.method !== 'DELETE') return errors.noEndpoint();
  if (!field.removable) return errors.invalid('base', 'System fields cannot be deleted');
  fields.remove(field);
  return { status: 204 };
}

function create(desk: Desk, request: SandboxRequest): SandboxAnswer {
  const given = parseRecord(request.body)?.['ticket_field'];
  if (!isRecord(given)) return errors.badJson();
  const { type, title } = given;
  if (typeof type !== 'string' || !TYPES.includes(type))
    return errors.invalid('type', `Type: ${String(type)} is not valid`);
  if (typeof title !== 'string' || title.trim() === '')
    return errors.invalid('title', 'Title: cannot be blank');
  const options = optionsOf(given['custom_field_options']);
  if (type === 'tagger' && (options === null || options.length === 0))
    return errors.invalid('custom_field_options', 'Custom field options: must have at least one option');
  const refusal = takenTag(desk, options ?? [], null);
  if (refusal !== null) return refusal;
  const field = desk.state.fields.create({
    type,
    title,
    description: textOr(given['description'], ''),
    agent_description: textOr(given['agent_description'], null),
    active: given['active'] !== false,
    custom_field_options: options ?? [],
  });
  return { status: 201, body: { ticket_field: fieldJson(field, desk.url()) } };
}

function change(desk: Desk, request: SandboxRequest, field: SandboxField): SandboxAnswer {
  const given = parseRecord(request.body)?.['ticket_field'];
  if (!isRecord(given)) return errors.badJson();
  const options = optionsOf(given['custom_field_options']);
  const refusal = takenTag(desk, options ?? [], field.id);
  if (refusal !== null) return refusal;
  const changed = desk.state.fields.change(field, {
    ...(typeof given['title'] === 'string' ? { title: given['title'] } : {}),
    ...(typeof given['active'] === 'boolean' ? { active: given['active'] } : {}),
    ...(options === null ? {} : { custom_field_options: options }),
  });
  return ok({ ticket_field: fieldJson(changed, desk.url()) });
}

/** A tag belongs to one option of one field. */
function takenTag(
  desk: Desk,
  options: FieldContent['custom_field_options'],
  own: number | null,
): SandboxAnswer | null {
  const taken = new Set(
    desk.state.fields
      .all()
      .filter(({ id }) => id !== own)
      .flatMap((field) => field.custom_field_options.map(({ value }) => value)),
  );
  for (const { value } of options) {
    if (taken.has(value))
      return errors.invalid(
        'custom_field_options',
        `Custom field option tag <strong>${value}</strong> is already in use`,
      );
    taken.add(value);
  }
  return null;
}

/** Null when no list was given; a list with something that is no option counts as empty. */
function optionsOf(given: unknown): FieldContent['custom_field_options'] | null {
  if (!Array.isArray(given)) return null;
  const options = given.map((option: unknown) =>
    isRecord(option) && typeof option['name'] === 'string' && typeof option['value'] === 'string'
      ? { name: option['name'], value: option['value'].trim().toLowerCase() }
      : null,
  );
  return options.every((option) => option !== null) ? options : [];
}

function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}

/** A field in the words of Zendesk's API. */
function fieldJson(field: SandboxField, url: string) {
  const { custom_field_options: options, created_at, updated_at, title, ...rest } = field;
  return {
    ...rest,
    url: `${url}/api/v2/ticket_fields/${field.id}.json`,
    title,
    raw_title: title,
    position: 9999,
    required: false,
    title_in_portal: title,
    visible_in_portal: false,
    editable_in_portal: false,
    required_in_portal: false,
    created_at: isoTime(created_at),
    updated_at: isoTime(updated_at),
    // Fields without a list of options have none at all.
    ...(field.type === 'tagger'
      ? {
          custom_field_options: options.map((option) => ({
            ...option,
            raw_name: option.name,
            default: false,
          })),
        }
      : {}),
  };
}
