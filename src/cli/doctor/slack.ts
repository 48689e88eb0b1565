import type { SlackConfig } from '../../config.ts';
import { probeSlack } from '../../slack/probe-slack.ts';
import { probeSocketMode } from '../../slack/probe-socket-mode.ts';
import { type Check, failedService, foreignText } from './check.ts';

/** Slack: within reach, who the bot is there, and whether it has the scopes the product uses. */
export async function checkSlack(config: SlackConfig | null): Promise<readonly Check[]> {
  const name = 'Slack';
  if (config === null) {
    const message =
      'not set up: nobody can ask there; to answer /billing-check set SLACK_BOT_TOKEN and the variables with it';
    return [{ level: 'note', name, message }];
  }
  try {
    const probe = await probeSlack(config);
    if ('refused' in probe) {
      const message = `Slack refused the bot token (${foreignText(probe.refused)}): check SLACK_BOT_TOKEN.`;
      return [{ level: 'failure', name, message }];
    }
    const way = config.appToken === null ? 'HTTP' : 'Socket Mode';
    const message = `${foreignText(probe.team)}, as ${foreignText(probe.bot)}, by ${way}`;
    return [
      { level: 'ok', name, message },
      scopes(probe.missingScopes),
      ...(await checkSocketMode(config)),
      channels(config),
    ];
  } catch (error) {
    return [failedService(name, error)];
  }
}

/** Only where an app-level token is set; else Slack sends its requests over HTTP. */
async function checkSocketMode({ appToken, apiUrl }: SlackConfig): Promise<readonly Check[]> {
  if (appToken === null) return [];
  const name = 'Slack Socket Mode';
  const refused = await probeSocketMode({ appToken, apiUrl });
  if (refused === null)
    return [{ level: 'ok', name, message: 'Slack opens connections for SLACK_APP_TOKEN' }];
  return [{ level: 'failure', name, message: SOCKET_MODE_FAULTS[refused] ?? notOpened(refused) }];
}

const SOCKET_MODE_FAULTS: Readonly<Record<string, string>> = {
  invalid_auth: 'Slack does not know SLACK_APP_TOKEN: copy it from Basic Information, App-Level Tokens.',
  not_allowed_token_type:
    'SLACK_APP_TOKEN holds another kind of token: an app-level token starts with xapp- (Basic Information, App-Level Tokens).',
  missing_scope:
    'SLACK_APP_TOKEN lacks the scope connections:write: make another with it (Basic Information, App-Level Tokens).',
};

const notOpened = (code: string): string =>
  `Slack opens no connection (${foreignText(code)}): turn Socket Mode on in the app's settings, or leave SLACK_APP_TOKEN out.`;

function scopes(missing: readonly string[] | null): Check {
  const name = 'Slack scopes';
  if (missing === null) return { level: 'note', name, message: 'Slack does not say which the bot has' };
  if (missing.length === 0) return { level: 'ok', name, message: 'the bot has all that are used' };
  const message = `the bot lacks ${missing.join(', ')}: install the app again from manifest.json.`;
  return { level: 'failure', name, message };
}

function channels({ triageChannel, approverGroups, financeChannel }: SlackConfig): Check {
  const unset = [
    ...(triageChannel === null ? ['SLACK_TRIAGE_CHANNEL (results of tickets)'] : []),
    ...(financeChannel === null ? ['SLACK_FINANCE_CHANNEL (corrections)'] : []),
    ...(approverGroups.length === 0 ? ['SLACK_APPROVER_GROUPS (who may approve)'] : []),
  ];
  const name = 'Slack channels';
  if (unset.length === 0) return { level: 'ok', name, message: 'triage, finance and approvers are set' };
  return { level: 'note', name, message: `not set: ${unset.join(', ')}` };
}
