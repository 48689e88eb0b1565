import { createInlineAnalyst } from '../../../src/analyst/inline-analyst.ts';
import { checkCustomer } from '../../../src/check/check-customer.ts';
import type { AnalysisResult } from '../../../src/check/result.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import type { World } from '../../../src/sandbox/stories/story.ts';
import { SANDBOX_KEYS, startStripeSandbox } from '../../../src/sandbox/stripe/server.ts';
import { resultMessage, type SlackMessage, triageChannelMessage } from '../../../src/slack/views/index.ts';
import { createStripeReader } from '../../../src/stripe/stripe-reader.ts';
import { createTemplateWriter } from '../../../src/triage/template-writer.ts';

export const TICKET = { id: '4711', url: 'https://doorlist.zendesk.com/agent/tickets/4711' };

/** What a check of each story's customer finds, by the story's key. */
export async function storyResults(world: World): Promise<ReadonlyMap<string, AnalysisResult>> {
  const stripe = await startStripeSandbox({ world });
  const results = new Map<string, AnalysisResult>();
  try {
    const parts = {
      reader: createStripeReader({ apiKey: SANDBOX_KEYS.read, apiBase: stripe.url }),
      analyst: createInlineAnalyst(() => {}),
      writer: createTemplateWriter(),
    };
    for (const story of world.stories) {
      const { result } = await checkCustomer(parts, {
        query: story.ticket.requester_email,
        from_ticket: true,
        ticket: story.ticket,
        policy: parsePolicy(world.policy),
        asOf: world.now,
      });
      results.set(story.key, result);
    }
  } finally {
    await stripe.close();
  }
  return results;
}

/** The answer to whoever asked. */
export function answer(result: AnalysisResult, expanded: boolean): SlackMessage {
  return resultMessage({
    id: 'an_01k9',
    result,
    livemode: false,
    query: result.query,
    ticket: TICKET,
    stage: 'final',
    expanded,
    canPutOnTicket: true,
  });
}

/** The same in the triage channel. */
export function triageMessage(result: AnalysisResult): SlackMessage {
  return triageChannelMessage({ id: 'an_1', result, livemode: false, ticket: TICKET, isUpdate: false });
}
