/**
 * The bot scope each Web API method needs that this app calls; null where any token will do. Calling another method
 * means adding it here, and its scope to manifest.json: a test compares the two.
 * Source: Slack's method reference.
 */
export const SCOPES_BY_METHOD = {
  'auth.test': null,
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.update': 'chat:write',
  'chat.startStream': 'chat:write',
  'chat.appendStream': 'chat:write',
  'chat.stopStream': 'chat:write',
  /** Authorised by the trigger id of the click that opens the view. */
  'views.open': null,
  /** A view of ours, changed after a choice in it. */
  'views.update': null,
  /** The Home tab. */
  'views.publish': null,
  /** Membership of SLACK_AGENT_GROUPS. */
  'usergroups.users.list': 'usergroups:read',
  /** Guests, strangers of shared channels, deactivated accounts and bots may not act. */
  'users.info': 'users:read',
} as const satisfies Readonly<Record<string, string | null>>;

export type SlackMethod = keyof typeof SCOPES_BY_METHOD;

/** The bot scope each way in needs. A shortcut brings its message along, a mention its own text: no history is read. */
export const SCOPES_BY_FEATURE = {
  slash_command: 'commands',
  message_shortcut: 'commands',
  app_mention: 'app_mentions:read',
  /** Of `users.info`: nobody approves their own request from a second account. Only a keyed hash of it is kept. */
  email_address: 'users:read.email',
} as const;

/** Every bot scope in use, sorted. */
export const USED_SCOPES: readonly string[] = [
  ...new Set([...Object.values(SCOPES_BY_METHOD), ...Object.values(SCOPES_BY_FEATURE)]),
]
  .filter((scope) => scope !== null)
  .sort();
