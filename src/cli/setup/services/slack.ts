import { checkSlack } from '../../doctor/slack.ts';
import { parsePart, type Service } from './service.ts';

export const SLACK: Service = {
  name: 'Slack',
  needed: false,
  explain: ({ PUBLIC_URL: url }) => [
    'Open https://api.slack.com/apps, choose "Create New App", "From a manifest", and paste what',
    `billing-check setup --slack-manifest prints${url === undefined ? '' : ` (its addresses lead to ${url})`}. Then choose "Install to Workspace".`,
    'The bot token is under "OAuth & Permissions", the signing secret under "Basic Information", "App Credentials".',
    'The id of a user group is in its menu ("Copy group ID"), that of a channel at the end of its details.',
    'Invite the app to the channels you name.',
    'Only where Slack cannot reach this server: turn Socket Mode on, and make an app-level token with the scope connections:write',
    'under "Basic Information", "App-Level Tokens".',
  ],
  variables: [
    { name: 'SLACK_BOT_TOKEN', label: 'the bot token, xoxb-…', secret: true },
    { name: 'SLACK_SIGNING_SECRET', label: 'the signing secret', secret: true },
    { name: 'SLACK_AGENT_GROUPS', label: 'ids of the user groups that may check, S…' },
    { name: 'SLACK_TRIAGE_CHANNEL', label: 'id of the channel for results of tickets, C…', optional: true },
    { name: 'SLACK_FINANCE_CHANNEL', label: 'id of the channel for corrections, C…', optional: true },
    {
      name: 'SLACK_APPROVER_GROUPS',
      label: 'ids of the user groups that may approve, S…',
      optional: true,
    },
    {
      name: 'SLACK_APP_TOKEN',
      label: 'the app-level token, xapp-…, for Socket Mode; Enter: Slack reaches this server over HTTP',
      secret: true,
      optional: true,
    },
  ],
  async test(values) {
    const part = parsePart(values, /^SLACK_/, 'Slack');
    return 'faults' in part ? part.faults : checkSlack(part.config.slack);
  },
};
