import { ConfigError } from '../../config.ts';
import { removeField, resultFields } from '../../zendesk/admin/ticket-fields.ts';
import { removeWebhook, ticketWebhooks } from '../../zendesk/admin/webhook.ts';
import { createZendeskClient } from '../../zendesk/client.ts';
import { withoutConsent } from '../consent.ts';
import { foreignText } from '../doctor/check.ts';
import { EXIT, type Terminal, UsageError } from '../exit.ts';
import { zendeskOf } from './services/zendesk.ts';
import type { Values } from './variables.ts';

/**
 * Removes from Zendesk what `setup` made there, after asking: the webhook to this host, and the ticket fields unless
 * another billing-check of the same account uses them. What was made by hand stays, and so do `.env` and the database.
 * @throws {UsageError | ZendeskError}
 */
export async function uninstall(values: Values, yes: boolean, terminal: Terminal): Promise<number> {
  const { PUBLIC_URL: publicUrl } = values;
  if (publicUrl === undefined || !URL.canParse(publicUrl))
    throw new UsageError('PUBLIC_URL is not set: it tells which webhook is the one of this installation.');
  const part = zendeskOf(values);
  if ('faults' in part) throw new ConfigError(part.faults.map(({ message }) => message).join('\n'));
  const client = createZendeskClient(part.config);
  const { here, elsewhere } = await ticketWebhooks(client, new URL(publicUrl).origin);
  const ours = here?.madeBySetup === true ? here : null;
  if (here !== null && ours === null)
    terminal.out(`The webhook ${foreignText(here.name)} was made by hand and stays.\n`);
  const fields = elsewhere.length > 0 ? [] : (await resultFields(client)).filter((one) => one.id !== null);
  if (elsewhere.length > 0)
    terminal.out('The ticket fields stay: another billing-check of this Zendesk account uses them.\n');
  const removable = fields.filter(({ madeBySetup }) => madeBySetup);
  for (const { plan } of fields.filter(({ madeBySetup }) => !madeBySetup))
    terminal.out(`The ticket field "${plan.title}" was made by hand and stays.\n`);
  const doing = [
    ...(ours === null ? [] : [`the webhook to ${ours.endpoint}`]),
    ...removable.map(({ plan }) => `the ticket field "${plan.title}" with its values on all tickets`),
  ];
  if (doing.length === 0) {
    terminal.out('Nothing of billing-check is left in Zendesk.\n');
    return EXIT.ok;
  }
  const stopped = await withoutConsent(`remove ${doing.join(', ')} from Zendesk`, yes, terminal);
  if (stopped !== null) return stopped;
  if (ours !== null) await removeWebhook(client, ours);
  for (const { id } of removable) if (id !== null) await removeField(client, id);
  terminal.out(`Removed ${doing.join(', ')}. .env and the database are left to you.\n`);
  return EXIT.ok;
}
