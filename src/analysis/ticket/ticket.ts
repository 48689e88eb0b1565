/** The customer's words. All of it is untrusted text. */
export interface Ticket {
  readonly subject: string;
  readonly body: string;
  readonly requester_email: string | null;
  /** Unix seconds, or null when not known. */
  readonly created_at: number | null;
}
