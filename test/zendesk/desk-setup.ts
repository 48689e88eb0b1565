import { startZendeskSandbox, type ZendeskSandboxOptions } from '../../src/sandbox/zendesk/index.ts';
import { createZendeskClient, type ZendeskConnection } from '../../src/zendesk/client.ts';
import { createTicketDesk } from '../../src/zendesk/ticket-desk.ts';

export const CLIENT = { clientId: 'billing_check', clientSecret: 'sandbox-client-secret' };
export const JANE = { name: 'Jane Doe', email: 'jane@acme.example' };

/** A clock that moves only when told to. */
export function manualClock(start = Date.UTC(2026, 10, 20, 9, 0, 0)) {
  let at = start;
  return {
    now: () => at,
    seconds: () => Math.floor(at / 1000),
    advance(seconds: number) {
      at += seconds * 1000;
    },
  };
}

/** The sandbox and the real client and desk in front of it, on one manual clock. */
export async function startDesk(
  options: Partial<ZendeskSandboxOptions> & { readonly timeoutMilliseconds?: number } = {},
) {
  const clock = manualClock();
  const { timeoutMilliseconds = 2000, ...rest } = options;
  const sandbox = await startZendeskSandbox({ ...CLIENT, now: clock.now, ...rest });
  const client = createZendeskClient(connection(sandbox.url), { now: clock.now, timeoutMilliseconds });
  return { clock, sandbox, client, desk: createTicketDesk({ client, now: clock.now }) };
}

export function connection(url: string): ZendeskConnection {
  return { subdomain: 'acme', apiBase: url, auth: { kind: 'oauth', ...CLIENT } };
}

/** A note request as the jobs make one. */
export function noteRequest(
  ticket: { readonly id: string; readonly updated_stamp: string },
  marker = '[bc:an_0001]',
  add_tags: readonly string[] = ['billing_checked'],
  remove_tags: readonly string[] = [],
) {
  const html = `<p><b>Billing error: charged twice.</b></p><p>billing-check · <code>${marker}</code></p>`;
  return { ticket_id: ticket.id, updated_stamp: ticket.updated_stamp, marker, html, add_tags, remove_tags };
}

/** What was thrown, for looking at. */
export async function thrownBy(act: () => Promise<unknown>): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}
