import type { SandboxAnswer } from '../fault-injection.ts';
import {
  commentFields,
  isoTime,
  type SandboxAudit,
  type SandboxComment,
  type SandboxTicket,
  type SandboxUser,
} from './state.ts';
import type { TicketFields } from './ticket-fields.ts';

/** Zendesk's records and errors in the words of its API. */
export function ticketJson(ticket: SandboxTicket, fields: TicketFields, url: string) {
  return {
    url: `${url}/api/v2/tickets/${ticket.id}.json`,
    id: ticket.id,
    external_id: null,
    via: { channel: 'web', source: { from: {}, to: {}, rel: null } },
    created_at: isoTime(ticket.created_at),
    updated_at: isoTime(ticket.updated_at),
    generated_timestamp: Math.floor(ticket.generated_at / 1000),
    type: null,
    subject: ticket.subject,
    raw_subject: ticket.subject,
    description: ticket.comments[0]?.body ?? '',
    priority: null,
    status: ticket.status,
    recipient: null,
    requester_id: ticket.requester_id,
    submitter_id: ticket.submitter_id,
    assignee_id: null,
    organization_id: null,
    group_id: ticket.group_id,
    ticket_form_id: ticket.form_id,
    collaborator_ids: [],
    follower_ids: [],
    email_cc_ids: [],
    has_incidents: false,
    is_public: true,
    tags: ticket.tags,
    custom_fields: fields.valuesOf(ticket.tags),
    allow_channelback: false,
    allow_attachments: true,
    from_messaging_channel: false,
  };
}

export function commentJson(comment: SandboxComment) {
  return {
    type: 'Comment',
    ...commentFields(comment),
    attachments: [],
    created_at: isoTime(comment.created_at),
    metadata: { system: {}, custom: {} },
    via: { channel: 'web', source: { from: {}, to: {}, rel: null } },
  };
}

export function auditJson(audit: SandboxAudit) {
  return {
    id: audit.id,
    ticket_id: audit.ticket_id,
    author_id: audit.author_id,
    created_at: isoTime(audit.created_at),
    metadata: { system: {}, custom: {} },
    events: audit.events,
    via: { channel: 'api', source: { from: {}, to: {}, rel: null } },
  };
}

export function userJson(user: SandboxUser, url: string) {
  return {
    id: user.id,
    url: `${url}/api/v2/users/${user.id}.json`,
    name: user.name,
    email: user.email,
    role: user.role,
    role_type: user.role_type ?? null,
    active: user.active ?? true,
    verified: true,
    suspended: user.suspended ?? false,
    ticket_restriction: user.ticket_restriction ?? null,
    locale: 'en-US',
    time_zone: 'Europe/Berlin',
    organization_id: null,
    tags: [],
    user_fields: {},
  };
}

export function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): SandboxAnswer {
  return { status: 200, headers, body };
}

export const errors = {
  badToken: (): SandboxAnswer => ({
    status: 401,
    headers: { 'www-authenticate': 'Bearer realm="Zendesk"' },
    body: {
      error: 'invalid_token',
      error_description:
        'The access token provided is expired, revoked, malformed or invalid for other reasons.',
    },
  }),
  notAuthenticated: (): SandboxAnswer => ({ status: 401, body: { error: "Couldn't authenticate you" } }),
  badClient: (): SandboxAnswer => ({
    status: 401,
    body: {
      error: 'invalid_client',
      error_description:
        'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
    },
  }),
  badGrant: (): SandboxAnswer => ({
    status: 400,
    body: {
      error: 'invalid_request',
      error_description: 'The request is missing a required parameter or is otherwise malformed.',
    },
  }),
  badScope: (): SandboxAnswer => ({
    status: 400,
    body: {
      error: 'invalid_scope',
      error_description: 'The requested scope is invalid, unknown, or malformed.',
    },
  }),
  missingScope: (scope: string): SandboxAnswer => ({
    status: 403,
    body: { error: 'Forbidden', description: `Missing the following required scopes: ${scope}` },
  }),
  forbidden: (): SandboxAnswer => ({
    status: 403,
    body: {
      error: 'Forbidden',
      description:
        'You do not have access to this page. Please contact the account owner of this help desk for further help.',
    },
  }),
  notFound: (): SandboxAnswer => ({
    status: 404,
    body: { error: 'RecordNotFound', description: 'Not found' },
  }),
  noEndpoint: (): SandboxAnswer => ({
    status: 404,
    body: { error: 'InvalidEndpoint', description: 'Not found' },
  }),
  badJson: (): SandboxAnswer => ({
    status: 422,
    body: {
      error: 'Unprocessable Entity',
      message: 'The server could not process your request, possibly due to a syntax error in the JSON.',
    },
  }),
  conflict: (): SandboxAnswer => ({
    status: 409,
    body: {
      error: 'UpdateConflict',
      description:
        'Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again.',
    },
  }),
  invalid: (field: string, description: string): SandboxAnswer => ({
    status: 422,
    body: {
      error: 'RecordInvalid',
      description: 'Record validation errors',
      details: { [field]: [{ description }] },
    },
  }),
  tooRecent: (): SandboxAnswer => ({
    status: 422,
    body: {
      error: 'StartTimeTooRecent',
      description: 'Too recent start_time. Use a start_time older than 60 seconds',
    },
  }),
  badValue: (description: string): SandboxAnswer => ({
    status: 400,
    body: { error: 'InvalidValue', description },
  }),
} as const;
