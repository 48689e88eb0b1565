import type { Environment } from '../../config.ts';
import { UsageError } from '../exit.ts';

/** What a setting is to whoever is asked for it. */
export interface Variable {
  readonly name: string;
  /** Where to find it, or what it means; a few words. */
  readonly label: string;
  /** Is never shown, and never taken from the command line. */
  readonly secret?: boolean;
  /** May stay empty. */
  readonly optional?: boolean;
}

/** Every variable `setup` writes into `.env`, in its order there. */
export const WRITTEN = [
  'STRIPE_READ_KEY',
  'STRIPE_WRITE_KEY',
  'CORRECTIONS_MODE',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_API_BASE',
  'ZENDESK_SUBDOMAIN',
  'ZENDESK_OAUTH_CLIENT_ID',
  'ZENDESK_OAUTH_CLIENT_SECRET',
  'ZENDESK_EMAIL',
  'ZENDESK_API_TOKEN',
  'ZENDESK_WEBHOOK_SECRET',
  'ZENDESK_BILLING_FILTER',
  'ZENDESK_APP_ID',
  'ZENDESK_INSTALLATION_ID',
  'ZENDESK_API_BASE',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'SLACK_AGENT_GROUPS',
  'SLACK_APPROVER_GROUPS',
  'SLACK_TRIAGE_CHANNEL',
  'SLACK_FINANCE_CHANNEL',
  'SLACK_PUBLIC_CHANNELS',
  'SLACK_API_URL',
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_BASE_URL',
  'BILLING_CHECK_POLICY',
  'PUBLIC_URL',
  'PORT',
  'DATABASE_URL',
  'METRICS_TOKEN',
  'RETENTION_DAYS',
  'AUDIT_CHECKPOINT_FILE',
  'SIGNING_KEY',
] as const;

const SECRETS = /_(KEY|SECRET|TOKEN)$/;

/** Values by variable; an empty one is absent. */
export type Values = Readonly<Record<string, string>>;

/**
 * What is known before anybody is asked: `.env`, then the environment, then `--set`.
 * @throws {UsageError} for a `--set` that is none, and where two of them disagree: `.env` is not overwritten unasked.
 */
export function knownValues(sources: {
  readonly file: Values;
  readonly environment: Environment;
  readonly assignments: readonly string[];
  readonly replace: boolean;
}): Values {
  const { file, environment, assignments, replace } = sources;
  const given = { ...written(environment), ...written(Object.fromEntries(assignments.map(assignment))) };
  const kept = written(file);
  const disagreeing = Object.keys(given).filter(
    (name) => kept[name] !== undefined && kept[name] !== given[name],
  );
  if (disagreeing.length > 0 && !replace)
    throw new UsageError(
      `.env holds another ${disagreeing.join(', ')} than was given now: say --replace to write the new one, or leave it out.`,
    );
  return { ...kept, ...given };
}

function assignment(text: string): [string, string] {
  const [, name = '', value = ''] = /^([A-Z_]+)=(.*)$/s.exec(text) ?? [];
  if (!WRITTEN.some((known) => known === name))
    throw new UsageError(
      `--set ${JSON.stringify(text.slice(0, 40))} names no setting: write e.g. --set PUBLIC_URL=https://billing.acme.example.`,
    );
  if (SECRETS.test(name))
    throw new UsageError(
      `--set ${name} would show a secret to every user of this machine: put it into the environment or into .env.`,
    );
  return [name, value];
}

function written(values: Environment): Values {
  return Object.fromEntries(
    WRITTEN.flatMap((name) => {
      const value = values[name]?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
}
