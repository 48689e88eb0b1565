import { afterEach, describe, expect, it } from 'vitest';
import { createInlineAnalyst } from '../src/analyst/inline-analyst.ts';
import { checkCustomer } from '../src/check/check-customer.ts';
import { parsePolicy } from '../src/policy/parse-policy.ts';
import { faults, type SandboxServer } from '../src/sandbox/fault-injection.ts';
import { buildWorld } from '../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, startStripeSandbox } from '../src/sandbox/stripe/server.ts';
import { createStripeReader } from '../src/stripe/stripe-reader.ts';
import { createTemplateWriter } from '../src/triage/template-writer.ts';

const PREVIEW = '/v1/invoices/create_preview';
const world = buildWorld(1);
const open: SandboxServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function sandbox(previewAccess: 'read' | 'write' = 'read'): Promise<SandboxServer> {
  const server = await startStripeSandbox({ world, previewAccess });
  open.push(server);
  return server;
}

/** The check of a story's customer, and what Stripe was asked beyond reading. */
async function check(stripe: SandboxServer, key: string) {
  const story = world.stories.find((one) => one.key === key);
  if (story === undefined) throw new Error(`no story ${key}`);
  stripe.clearRequests();
  const { analysis } = await checkCustomer(
    {
      reader: createStripeReader({ apiKey: SANDBOX_KEYS.read, apiBase: stripe.url }),
      analyst: createInlineAnalyst((crash) => {
        throw new Error(`a rule crashed: ${JSON.stringify(crash)}`);
      }),
      writer: createTemplateWriter(),
    },
    {
      query: story.customer_id,
      from_ticket: false,
      ticket: null,
      policy: parsePolicy(world.policy),
      asOf: world.now,
    },
  );
  const finding = analysis?.findings.find(({ rule }) => rule === story.label.rule);
  return {
    finding,
    label: story.label,
    written: stripe.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path),
  };
}

describe('a look ahead through Stripe', () => {
  it('asks for the next invoice of the subscription in error, and hears that it repeats the fault', async () => {
    const { finding, label, written } = await check(await sandbox(), 'missing-discount');
    expect(written).toEqual([PREVIEW]);
    expect(finding).toMatchObject({ classification: 'billing_error', amount: label.amount, repeats: true });
  });

  it('asks nothing where nothing is wrong, or the subscription has ended', async () => {
    const stripe = await sandbox();
    expect((await check(stripe, 'mid-cycle-upgrade')).written).toEqual([]);
    expect((await check(stripe, 'charged-after-cancellation')).written).toEqual([]);
  });

  it.each([
    ['Stripe fails', faults.serverError(500)],
    ['Stripe answers something else', faults.wrongSchema()],
    ['Stripe hangs', faults.hang()],
    ['the connection breaks', faults.reset()],
  ])('changes nothing else where %s', async (_, fault) => {
    const calm = await check(await sandbox(), 'missing-discount');
    const stripe = await sandbox();
    stripe.faults.add({ route: /invoices\/create_preview/, fault });
    const troubled = await check(stripe, 'missing-discount');
    expect(troubled.finding).toEqual(calm.finding);
  });

  it('takes a key that may not preview for one that cannot look ahead', async () => {
    const { finding, label } = await check(await sandbox('write'), 'missing-discount');
    expect(finding).toMatchObject({ amount: label.amount });
  });
});
