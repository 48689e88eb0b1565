/** What the page is told of Zendesk: all that one agent sees, with one ticket open. */
export interface ZendeskPaneState {
  /** Higher whenever anything else is to be seen than before. */
  readonly revision: number;
  /** The account's subdomain. */
  readonly account: string;
  /** Whom this is seen as; their user id. */
  readonly me: number;
  /** Everybody a reader may look as. */
  readonly agents: readonly PaneAgent[];
  /** What may be sent, in their order. */
  readonly stories: readonly PaneStory[];
  /** The newest first. */
  readonly tickets: readonly PaneTicketRow[];
  /** The one that was asked for; null without one, and where there is none of this number. */
  readonly ticket: PaneTicket | null;
  /** The app beside the ticket; null where none is installed. */
  readonly app: PaneApp | null;
}

export interface PaneAgent {
  readonly id: number;
  readonly name: string;
  /** As Zendesk's administrators read it, e.g. `Light agent`. */
  readonly role: string;
}

export interface PaneStory {
  readonly key: string;
  readonly title: string;
  readonly requester: string;
  /** The ticket it arrived as last; null while it has not been sent. */
  readonly ticket_id: number | null;
}

export interface PaneTicketRow {
  readonly id: number;
  readonly subject: string;
  readonly requester: string;
  readonly status: string;
  /** ISO 8601. */
  readonly updated_at: string;
  /** Of the drop-down fields, the options that are chosen. */
  readonly chosen: readonly string[];
}

export interface PaneTicket {
  readonly id: number;
  readonly subject: string;
  readonly status: string;
  readonly requester: { readonly name: string; readonly email: string | null };
  readonly tags: readonly string[];
  readonly fields: readonly PaneField[];
  /** The newest ones, oldest first. */
  readonly comments: readonly PaneComment[];
  /** Older comments that are not told. */
  readonly earlier: number;
}

/** A drop-down field of the account. */
export interface PaneField {
  readonly title: string;
  /** Name of the chosen option; null while none is. */
  readonly value: string | null;
}

export interface PaneComment {
  readonly id: number;
  readonly author: string;
  readonly by: 'customer' | 'agent' | 'app';
  readonly public: boolean;
  /** As Zendesk's API gives it: HTML that anybody may have written. */
  readonly html_body: string;
  /** ISO 8601. */
  readonly created_at: string;
}

export interface PaneApp {
  /** Where Zendesk posts the token to open the app's page. */
  readonly url: string;
  readonly app_id: number;
  readonly installation_id: number;
}

/** What became of an act. */
export interface ZendeskActOutcome {
  /** The ticket it happened to. */
  readonly ticket_id: number;
}

/** What Zendesk posts for this agent when the app is opened. */
export interface AppToken {
  readonly token: string;
}
