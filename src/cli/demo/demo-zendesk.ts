import type { Config } from '../../config.ts';
import type { SlackSandbox } from '../../sandbox/slack/index.ts';
import type { SandboxUser, ZendeskSandbox } from '../../sandbox/zendesk/index.ts';
import { createField, RESULT_FIELDS } from '../../zendesk/admin/ticket-fields.ts';
import { createZendeskClient } from '../../zendesk/client.ts';

/**
 * Makes in the demo's Zendesk what is there after an installation: the two ticket fields, and the people of the demo's
 * Slack, an engineer without a full seat among them.
 * @returns who may be looked as, the support agent first.
 */
export async function settleDemoZendesk(
  { zendesk: config }: Config,
  zendesk: ZendeskSandbox,
  { known }: SlackSandbox,
): Promise<readonly SandboxUser[]> {
  if (config !== null) {
    const client = createZendeskClient(config);
    for (const field of RESULT_FIELDS) await createField(client, field);
  }
  const { maya, jonas, priya, sam } = known;
  const add = (
    { real_name: name, email }: Pick<typeof maya, 'real_name' | 'email'>,
    more: Omit<SandboxUser, 'id' | 'name' | 'email'>,
  ): SandboxUser => zendesk.addUser({ name, email, ...more });
  return [
    add(maya, { role: 'agent' }),
    add(priya, { role: 'admin' }),
    add(jonas, { role: 'agent', ticket_restriction: 'assigned' }),
    add(sam, { role: 'agent', role_type: 1 }),
  ];
}
