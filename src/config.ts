import { z } from 'zod';

/** The configuration is wrong: one line per fault, each naming the variable and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface ZendeskConfig {
  readonly subdomain: string;
  /** Origin of another server in Zendesk's place. */
  readonly apiBase: string | null;
  readonly auth:
    | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string }
    | { readonly kind: 'token'; readonly email: string; readonly apiToken: string };
  readonly webhookSecrets: readonly string[];
  readonly billingFilter: string | null;
  /** The app beside the ticket; null until it is installed. */
  readonly app: { readonly appId: string; readonly installationId: string } | null;
}

export interface SlackConfig {
  readonly botToken: string;
  /** Several, separated by commas, while one is being rotated. */
  readonly signingSecrets: readonly string[];
  /** Turns Socket Mode on. */
  readonly appToken: string | null;
  /** Another server in Slack's place; ends in `/api/`. */
  readonly apiUrl: string | null;
  readonly triageChannel: string | null;
  readonly financeChannel: string | null;
  /** User groups whose members may check, and those whose members may approve. */
  readonly agentGroups: readonly string[];
  readonly approverGroups: readonly string[];
  /** Channels where a result may be shown to everybody. */
  readonly publicChannels: readonly string[];
}

export interface Config {
  readonly stripe: {
    readonly readKey: string | null;
    readonly apiBase: string | null;
    /** Several, separated by commas, while one is being rotated; none: Stripe has no endpoint of ours. */
    readonly webhookSecrets: readonly string[];
  };
  readonly zendesk: ZendeskConfig | null;
  readonly slack: SlackConfig | null;
  readonly anthropic: { readonly apiKey: string | null; readonly baseUrl: string | null };
  readonly policyFile: string | null;
  readonly correctionsMode: 'dry_run' | 'live';
  /** For the executor of corrections alone; nothing that reads is given it. */
  readonly stripeWriteKey: string | null;
  readonly databaseFile: string;
  readonly signingKey: string | null;
  readonly port: number;
  readonly publicUrl: string | null;
  readonly metricsToken: string | null;
  readonly retentionDays: number;
  /** Where the server writes where its audit trail ends. */
  readonly auditCheckpointFile: string;
  /** Every secret value, to be removed from logs wherever it turns up. */
  readonly secrets: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that hold secrets: removed from logs, never shown. */
export const SECRET_VARIABLES = [
  'STRIPE_READ_KEY',
  'STRIPE_WRITE_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'ZENDESK_OAUTH_CLIENT_SECRET',
  'ZENDESK_API_TOKEN',
  'ZENDESK_WEBHOOK_SECRET',
  'ANTHROPIC_API_KEY',
  'SIGNING_KEY',
  'METRICS_TOKEN',
] as const;

/**
 * Reads the environment once. The write key is only used by whoever executes corrections, and never handed to the reading
 * side.
 * @throws {ConfigError} naming every variable that is missing or malformed.
 */
export function parseConfig(environment: Environment): Config {
  const faults: string[] = [];
  const value = (name: string): string | null => {
    const text = environment[name]?.trim();
    return text === undefined || text === '' ? null : text;
  };
  const number = (name: string, fallback: number, least: number, most: number): number => {
    const parsed = z.coerce
      .number()
      .int()
      .min(least)
      .max(most)
      .safeParse(value(name) ?? fallback);
    if (parsed.success) return parsed.data;
    faults.push(`${name} must be a whole number from ${least} to ${most}.`);
    return fallback;
  };
  const origin = (name: string): string | null => {
    const text = value(name);
    if (text === null) return null;
    try {
      const url = new URL(text);
      const plain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
      if ((url.protocol === 'http:' || url.protocol === 'https:') && plain) return url.origin;
    } catch {
      // Falls through to the sentence below.
    }
    faults.push(`${name} must be an origin such as http://127.0.0.1:4400, without a path.`);
    return null;
  };

  const readKey = value('STRIPE_READ_KEY');
  const writeKey = value('STRIPE_WRITE_KEY');
  if (readKey !== null && readKey === writeKey) {
    faults.push(
      'STRIPE_READ_KEY and STRIPE_WRITE_KEY are the same key: make two restricted keys, the first read-only.',
    );
  }
  const correctionsMode = value('CORRECTIONS_MODE') ?? 'dry_run';
  if (correctionsMode !== 'dry_run' && correctionsMode !== 'live') {
    faults.push('CORRECTIONS_MODE must be dry_run or live.');
  }
  if (correctionsMode === 'live' && writeKey === null) {
    faults.push('CORRECTIONS_MODE=live needs STRIPE_WRITE_KEY.');
  }

  const database = databaseFile(value('DATABASE_URL'), faults);
  const config: Config = {
    stripe: {
      readKey,
      apiBase: origin('STRIPE_API_BASE'),
      webhookSecrets: stripeWebhookSecrets(value('STRIPE_WEBHOOK_SECRET'), faults),
    },
    zendesk: zendeskConfig(value, origin, faults),
    slack: slackConfig(value, faults),
    anthropic: { apiKey: value('ANTHROPIC_API_KEY'), baseUrl: origin('ANTHROPIC_BASE_URL') },
    policyFile: value('BILLING_CHECK_POLICY'),
    correctionsMode: correctionsMode === 'live' ? 'live' : 'dry_run',
    stripeWriteKey: writeKey,
    databaseFile: database,
    signingKey: value('SIGNING_KEY'),
    port: number('PORT', 3000, 0, 65_535),
    publicUrl: origin('PUBLIC_URL'),
    metricsToken: value('METRICS_TOKEN'),
    retentionDays: number('RETENTION_DAYS', 365, 1, 36_500),
    auditCheckpointFile: value('AUDIT_CHECKPOINT_FILE') ?? `${database}.checkpoints.jsonl`,
    secrets: SECRET_VARIABLES.flatMap((name) => value(name)?.split(',') ?? []).map((secret) => secret.trim()),
  };
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return config;
}

function stripeWebhookSecrets(text: string | null, faults: string[]): string[] {
  const secrets = commaSeparated(text);
  if (secrets.some((secret) => !/^whsec_[A-Za-z0-9+/=_-]+$/.test(secret)))
    faults.push(
      'STRIPE_WEBHOOK_SECRET must be the signing secret of the endpoint as the Stripe Dashboard shows it: it begins with whsec_.',
    );
  return secrets;
}

function zendeskConfig(
  value: (name: string) => string | null,
  origin: (name: string) => string | null,
  faults: string[],
): ZendeskConfig | null {
  const subdomain = value('ZENDESK_SUBDOMAIN');
  const clientId = value('ZENDESK_OAUTH_CLIENT_ID');
  const clientSecret = value('ZENDESK_OAUTH_CLIENT_SECRET');
  const email = value('ZENDESK_EMAIL');
  const apiToken = value('ZENDESK_API_TOKEN');
  const secret = value('ZENDESK_WEBHOOK_SECRET');
  if ([subdomain, clientId, clientSecret, email, apiToken, secret].every((entry) => entry === null))
    return null;

  const missing: string[] = [];
  if (subdomain === null) missing.push('ZENDESK_SUBDOMAIN');
  if (secret === null) missing.push('ZENDESK_WEBHOOK_SECRET');
  const legacy = clientId === null && clientSecret === null && (email !== null || apiToken !== null);
  if (legacy) {
    if (email === null) missing.push('ZENDESK_EMAIL');
    if (apiToken === null) missing.push('ZENDESK_API_TOKEN');
  } else {
    if (clientId === null) missing.push('ZENDESK_OAUTH_CLIENT_ID');
    if (clientSecret === null) missing.push('ZENDESK_OAUTH_CLIENT_SECRET');
  }
  if (missing.length > 0) {
    faults.push(
      `Zendesk is only partly set up: ${missing.join(', ')} missing. Set all of it, or none of it.`,
    );
  }
  if (subdomain !== null && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(subdomain)) {
    faults.push('ZENDESK_SUBDOMAIN must be the bare subdomain, e.g. acme for acme.zendesk.com.');
  }
  return {
    subdomain: subdomain ?? '',
    apiBase: origin('ZENDESK_API_BASE'),
    auth: legacy
      ? { kind: 'token', email: email ?? '', apiToken: apiToken ?? '' }
      : { kind: 'oauth', clientId: clientId ?? '', clientSecret: clientSecret ?? '' },
    // Several, separated by commas, while a secret is being rotated.
    webhookSecrets: commaSeparated(secret),
    billingFilter: value('ZENDESK_BILLING_FILTER'),
    app: installedApp(value, faults),
  };
}

/** Both ids, or none: without them nothing that is posted can be told to be Zendesk's. */
function installedApp(value: (name: string) => string | null, faults: string[]): ZendeskConfig['app'] {
  const id = (name: string): string | null => {
    const text = value(name);
    if (text === null || /^[1-9]\d{0,15}$/.test(text)) return text;
    faults.push(`${name} must be a number, as Zendesk shows it.`);
    return null;
  };
  const appId = id('ZENDESK_APP_ID');
  const installationId = id('ZENDESK_INSTALLATION_ID');
  return appId === null || installationId === null ? null : { appId, installationId };
}

function slackConfig(value: (name: string) => string | null, faults: string[]): SlackConfig | null {
  const list = (name: string, shape: RegExp, what: string): string[] => {
    const entries = commaSeparated(value(name));
    for (const entry of entries) {
      if (!shape.test(entry))
        faults.push(`${name} holds ${entry.slice(0, 40)}, which is no Slack ${what} id.`);
    }
    return entries;
  };
  const one = (name: string): string | null => list(name, CHANNEL_ID, 'channel')[0] ?? null;
  const botToken = value('SLACK_BOT_TOKEN');
  const signingSecret = value('SLACK_SIGNING_SECRET');
  const apiUrl = value('SLACK_API_URL');
  const triageChannel = one('SLACK_TRIAGE_CHANNEL');
  const financeChannel = one('SLACK_FINANCE_CHANNEL');
  const agentGroups = list('SLACK_AGENT_GROUPS', GROUP_ID, 'user group');
  const approverGroups = list('SLACK_APPROVER_GROUPS', GROUP_ID, 'user group');
  const appToken = value('SLACK_APP_TOKEN');
  const given = [botToken, signingSecret, apiUrl, triageChannel, financeChannel, appToken];
  if ([...given, ...agentGroups, ...approverGroups].every((entry) => entry == null)) return null;

  const missing = [
    ...(botToken === null ? ['SLACK_BOT_TOKEN'] : []),
    ...(signingSecret === null ? ['SLACK_SIGNING_SECRET'] : []),
    ...(agentGroups.length === 0 ? ['SLACK_AGENT_GROUPS'] : []),
  ];
  if (missing.length > 0) {
    faults.push(`Slack is only partly set up: ${missing.join(', ')} missing. Set all of it, or none of it.`);
  }
  if (apiUrl !== null && !/^https?:\/\/[^/?#\s]+\/api\/$/.test(apiUrl)) {
    faults.push('SLACK_API_URL must be an address that ends in /api/, such as http://127.0.0.1:4500/api/.');
  }
  return {
    botToken: botToken ?? '',
    signingSecrets: commaSeparated(signingSecret),
    appToken,
    apiUrl,
    triageChannel,
    financeChannel,
    agentGroups,
    approverGroups,
    publicChannels: [
      ...new Set([
        ...[triageChannel, financeChannel].filter((channel) => channel !== null),
        ...list('SLACK_PUBLIC_CHANNELS', CHANNEL_ID, 'channel'),
      ]),
    ],
  };
}

const CHANNEL_ID = /^[CG][A-Z0-9]{2,30}$/;
const GROUP_ID = /^S[A-Z0-9]{2,30}$/;

function commaSeparated(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function databaseFile(url: string | null, faults: string[]): string {
  const fallback = './billing-check.db';
  if (url === null) return fallback;
  if (/^postgres(ql)?:\/\//.test(url)) {
    faults.push('DATABASE_URL names PostgreSQL, which is not supported yet: use file:./billing-check.db.');
    return fallback;
  }
  const file = url.startsWith('file:') ? url.slice('file:'.length).replace(/^\/\/(?=\/)/, '') : '';
  if (file === '' || file.includes('?') || file === ':memory:') {
    faults.push('DATABASE_URL must be file:PATH, e.g. file:./billing-check.db.');
    return fallback;
  }
  return file;
}
