import type { Config } from '../../config.ts';
import type { Check } from './check.ts';

/** Whether corrections can be approved anywhere, whether they are sent, and whether late failures of refunds are heard of. */
export function checkCorrections({ slack, stripe, correctionsMode }: Config): readonly Check[] {
  const name = 'Corrections';
  const isLive = correctionsMode === 'live';
  const mode = isLive ? 'live: what is approved is sent to Stripe' : 'dry run: nothing is sent to Stripe';
  if (slack?.financeChannel == null) {
    const message = `${mode}; nobody can approve them in Slack: set SLACK_FINANCE_CHANNEL and SLACK_APPROVER_GROUPS`;
    return [{ level: 'note', name, message }];
  }
  return [
    { level: 'ok', name, message: mode },
    ...(slack.approverGroups.length === 0
      ? [
          {
            level: 'warning' as const,
            name: 'Approvers',
            message:
              'SLACK_APPROVER_GROUPS is empty: unless approvals.approvers of the policy names a user group, nobody may approve.',
          },
        ]
      : []),
    ...(isLive && stripe.webhookSecrets.length === 0
      ? [
          {
            level: 'warning' as const,
            name: 'Stripe webhook',
            message:
              'STRIPE_WEBHOOK_SECRET is not set: that a refund failed at the bank is seen up to a day late; add the endpoint /stripe/webhook in Stripe and put its signing secret there.',
          },
        ]
      : []),
  ];
}
