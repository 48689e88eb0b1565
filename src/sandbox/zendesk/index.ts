export { InstalledApp, TOKEN_FORGERIES, type TokenForgery } from './installed-app.ts';
export type { SandboxComment, SandboxTicket, SandboxUser } from './state.ts';
export type { SandboxField } from './ticket-fields.ts';
export type { WebhookDelivery, WebhookTarget } from './webhook-sender.ts';
export type { SandboxWebhook } from './webhooks-api.ts';
export {
  type NewComment,
  type NewTicket,
  startZendeskSandbox,
  type ZendeskSandbox,
  type ZendeskSandboxOptions,
} from './zendesk-sandbox.ts';
