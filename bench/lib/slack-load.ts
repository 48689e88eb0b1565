import { createHmac, randomBytes } from 'node:crypto';
import type { LoadRequest } from './load.ts';

export const BENCH_SLACK = {
  botToken: 'xoxb-bench-bot-token',
  signingSecret: 'bench-slack-signing-secret',
} as const;

/** Distinct, signed `/billing-check` commands, each of another person, as Slack sends them. */
export function slashCommands(
  count: number,
  text: (place: number) => string,
  options: { readonly secret?: string; readonly team?: string; readonly responseUrl?: string } = {},
): LoadRequest[] {
  const { secret = BENCH_SLACK.signingSecret, team = 'T1', responseUrl = '' } = options;
  const timestamp = String(Math.floor(Date.now() / 1000));
  return Array.from({ length: count }, (_, place) => {
    const body = Buffer.from(
      new URLSearchParams({
        token: 'unused',
        team_id: team,
        team_domain: 'bench',
        channel_id: 'C0000000001',
        channel_name: 'support',
        user_id: `U${randomBytes(5).toString('hex').toUpperCase()}`,
        user_name: 'maya',
        command: '/billing-check',
        text: text(place),
        api_app_id: 'A1',
        is_enterprise_install: 'false',
        response_url: responseUrl,
        trigger_id: `${Date.now()}.${place}.${randomBytes(12).toString('hex')}`,
      }).toString(),
    );
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
    return {
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
    };
  });
}
