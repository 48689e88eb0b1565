import type { SlackSandbox } from '../../sandbox/slack/index.ts';

/** Until it ends, every call to Slack is cut off before Slack sees it. */
export function slackOutage({ faults }: Pick<SlackSandbox, 'faults'>): { readonly end: () => void } {
  const cut = faults.add({ route: /./, fault: { kind: 'reset', when: 'before' } });
  return { end: () => cut.off() };
}
