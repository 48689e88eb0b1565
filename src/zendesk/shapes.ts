import { z } from 'zod';

/**
 * The parts of Zendesk's answers that are used. Ids are numbers in the API and strings here (and in webhooks); a
 * number a double cannot hold exactly is refused rather than rounded to another record's id.
 */
const id = z.int().positive().transform(String);
/** Zendesk itself acts as user -1. */
const authorId = z.int().transform(String);
const seconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));

export const userShape = z.object({
  id,
  name: z.string().nullish(),
  email: z.string().nullish(),
  /** `end-user`, `agent` or `admin`. */
  role: z.string().nullish(),
});
export type ZendeskUser = z.infer<typeof userShape>;

export interface AccountUser {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly role?: string | null | undefined;
}

export const currentUserAnswer = z.object({ user: userShape.extend({ id: id.nullable() }) });
export const usersAnswer = z.object({ users: z.array(userShape) });

export const ticketShape = z.object({
  id,
  subject: z.string().nullish(),
  description: z.string().nullish(),
  status: z.string(),
  tags: z.array(z.string()).nullish(),
  ticket_form_id: id.nullish(),
  group_id: id.nullish(),
  assignee_id: id.nullish(),
  organization_id: id.nullish(),
  requester_id: id,
  created_at: seconds,
  /** Verbatim: the stamp of a safe update. */
  updated_at: z.string().min(1),
});
export type ZendeskTicket = z.infer<typeof ticketShape>;
export const ticketAnswer = z.object({ ticket: ticketShape });

export const commentShape = z.object({
  id,
  author_id: authorId,
  public: z.boolean(),
  body: z.string().nullish(),
  html_body: z.string().nullish(),
  created_at: seconds,
});
export type ZendeskComment = z.infer<typeof commentShape>;

export const commentsAnswer = z.object({
  comments: z.array(commentShape),
  users: z.array(userShape).nullish(),
  meta: z.object({ has_more: z.boolean(), after_cursor: z.string().nullish() }).nullish(),
});

/** An event of an audit; only those of type `Comment` are looked into, and their id is the comment's. */
const auditEvent = z.object({
  id: id.nullish(),
  type: z.string(),
  public: z.boolean().nullish(),
  body: z.string().nullish(),
  html_body: z.string().nullish(),
});
export const updateAnswer = z.object({
  audit: z.object({ events: z.array(auditEvent) }).nullish(),
});

export const incrementalAnswer = z.object({
  tickets: z.array(z.object({ id, status: z.string().nullish() })),
  after_cursor: z.string().min(1).nullish(),
  end_of_stream: z.boolean(),
});
