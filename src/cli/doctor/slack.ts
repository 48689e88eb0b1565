import type { SlackConfig } from '../../config.ts';
import { probeSlack } from '../../slack/probe-slack.ts';
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
    return [{ level: 'ok', name, message }, scopes(probe.missingScopes), channels(config)];
  } catch (error) {
    return [failedService(name, error)];
  }
}

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
