import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInlineAnalyst } from '../src/analyst/inline-analyst.ts';
import { type CheckOutcome, checkCustomer } from '../src/check/check-customer.ts';
import { parsePolicy } from '../src/policy/parse-policy.ts';
import type { SandboxServer } from '../src/sandbox/fault-injection.ts';
import type { Story, World } from '../src/sandbox/stories/story.ts';
import { buildWorld, MORE_TALES } from '../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, startStripeSandbox } from '../src/sandbox/stripe/server.ts';
import { createStripeReader } from '../src/stripe/stripe-reader.ts';
import { createTemplateWriter } from '../src/triage/template-writer.ts';

const crashes: unknown[] = [];

/** The whole line as a ticket takes it: real SDK over HTTP, real rules, real writer. */
function checkStory(world: World, stripe: SandboxServer, story: Story): Promise<CheckOutcome> {
  return checkCustomer(
    {
      reader: createStripeReader({ apiKey: SANDBOX_KEYS.read, apiBase: stripe.url }),
      analyst: createInlineAnalyst((crash) => crashes.push(crash)),
      writer: createTemplateWriter(),
    },
    {
      query: story.ticket.requester_email,
      from_ticket: true,
      ticket: story.ticket,
      policy: parsePolicy(world.policy),
      asOf: world.now,
    },
  );
}

describe.each([1, 2, 3, 20_261_121])('the ten stories and what is told beside them, seed %i', (seed) => {
  const world = buildWorld(seed, { more: MORE_TALES });
  let stripe: SandboxServer;
  beforeAll(async () => {
    stripe = await startStripeSandbox({ world });
  });
  afterAll(() => stripe.close());

  it.each([...world.stories, ...world.more].map((story) => [story.key, story] as const))(
    '%s',
    async (_, story) => {
      const { label } = story;
      const { result } = await checkStory(world, stripe, story);
      expect(crashes).toEqual([]);
      expect(result.verdict).toBe(label.verdict);
      expect(result.customer).toMatchObject({ kind: 'resolved', ids: [story.customer_id], verified: false });

      const finding = result.findings.find(({ rule }) => rule === label.rule);
      expect(finding).toMatchObject({
        classification: label.classification,
        category: label.category,
        amount: label.amount,
        about_ticket: true,
      });
      expect(finding?.correction?.kind ?? null).toBe(label.correction);
      const cited = finding?.evidence.map(({ id }) => id) ?? [];
      for (const id of label.evidence) expect(cited).toContain(id);

      // Nothing else is called an error: the label names the only one there is.
      const errors = result.findings.filter(({ classification }) => /error$/.test(classification));
      expect(errors).toHaveLength(label.classification === 'billing_error' ? 1 : 0);

      expect(result.triage).toMatchObject({ source: 'template', language: story.ticket.language });
      expect(result.triage.draft_reply.length).toBeGreaterThan(150);
      expect(result.gaps).toEqual([]);
    },
  );
});
