import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Policy } from '../../src/analysis/policy.ts';
import { createInlineAnalyst } from '../../src/analyst/inline-analyst.ts';
import { checkCustomer } from '../../src/check/check-customer.ts';
import type { WriteRequest } from '../../src/check/ports.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { SandboxServer } from '../../src/sandbox/fault-injection.ts';
import type { Story } from '../../src/sandbox/stories/story.ts';
import { buildWorld } from '../../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, startStripeSandbox } from '../../src/sandbox/stripe/server.ts';
import { createStripeReader } from '../../src/stripe/stripe-reader.ts';
import { checkGrounding } from '../../src/triage/grounding/check-grounding.ts';
import { gatherEvidence } from '../../src/triage/grounding/evidence.ts';
import { admissionsOfError, forbiddenPromises } from '../../src/triage/grounding/promises.ts';
import { secretsAskedFor } from '../../src/triage/grounding/secrets-asked-for.ts';
import { detectLanguage, languageName } from '../../src/triage/language.ts';
import { correctionNotice, type DoneStep } from '../../src/triage/notices/correction-notice.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import { LANGUAGES, type SupportedLanguage } from '../../src/triage/templates/index.ts';
import { creditNote, input, plain, refund } from './notices/done-steps.ts';

/**
 * Drafts as customers read them, in `docs/drafts`: the demo's ten stories in every language, and notices about
 * corrections. Read them as the customer would after a change, then regenerate them with
 * `npx vitest run test/triage/drafts.test.ts -u`.
 */
const CODES = Object.keys(LANGUAGES) as SupportedLanguage[];
const DEMO_SEED = 1;

/** The demo's policy, with a signature that is the same in every language. */
const styled = (policy: Policy, language: SupportedLanguage): Policy => ({
  ...policy,
  reply: { tone: 'friendly', language, signature: 'Doorlist' },
});

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');

const inEveryLanguage = (textIn: (language: SupportedLanguage) => string): string =>
  CODES.map((language) => `## ${languageName(language)}\n\n${quoted(textIn(language))}`).join('\n\n');

describe('the ten stories of the demo', () => {
  const world = buildWorld(DEMO_SEED);
  const crashes: unknown[] = [];
  let stripe: SandboxServer;
  beforeAll(async () => {
    stripe = await startStripeSandbox({ world });
  });
  afterAll(() => stripe.close());

  /** What the writer is asked for the story's ticket. */
  async function requestOf(story: Story): Promise<WriteRequest> {
    const asked: WriteRequest[] = [];
    await checkCustomer(
      {
        reader: createStripeReader({ apiKey: SANDBOX_KEYS.read, apiBase: stripe.url }),
        analyst: createInlineAnalyst((crash) => crashes.push(crash)),
        writer: {
          write: async (request) => {
            asked.push(request);
            return writeFromTemplates(request);
          },
        },
      },
      {
        query: story.ticket.requester_email,
        from_ticket: true,
        ticket: story.ticket,
        policy: parsePolicy(world.policy),
        asOf: world.now,
      },
    );
    expect(crashes).toEqual([]);
    const [request] = asked;
    if (request === undefined) throw new Error('the writer was not asked');
    return request;
  }

  it.each(world.stories.map((story) => [story.key, story] as const))('%s', async (key, story) => {
    const request = await requestOf(story);
    const drafts = new Map(
      CODES.map((language) => {
        const inLanguage = { ...request, policy: styled(request.policy, language) };
        return [language, { inLanguage, triage: writeFromTemplates(inLanguage) }] as const;
      }),
    );
    for (const [language, { inLanguage, triage }] of drafts) {
      const { draft_reply: draft } = triage;
      const told = { ...triage, draft_reply: '', summary: '', likely_cause: '', next_checks: [] };
      expect(checkGrounding(draft, language, gatherEvidence(inLanguage, told))).toEqual([]);
      const { findings, verdict } = request.analysis;
      const returned = findings.some(({ category }) => category === 'refund' || category === 'proration');
      expect(forbiddenPromises(draft, language, { returned })).toEqual([]);
      expect(verdict === 'billing_error' ? [] : admissionsOfError(draft, language)).toEqual([]);
      expect(secretsAskedFor(draft, language)).toEqual([]);
      expect(detectLanguage(draft)).toBe(language);
    }
    const { subject, body } = story.ticket;
    const page = [
      `# ${story.title}`,
      `**${subject}**`,
      quoted(body),
      inEveryLanguage((language) => drafts.get(language)?.triage.draft_reply ?? ''),
    ];
    await expect(`${page.join('\n\n')}\n`).toMatchFileSnapshot(`../../docs/drafts/${key}.md`);
  });
});

describe('notices about corrections', () => {
  const paid = { category: 'duplicate_charge', classification: 'billing_error' } as const;
  const twice = { category: 'duplicate_subscription', classification: 'billing_error' } as const;
  const price = { category: 'price', classification: 'billing_error' } as const;
  it.each<readonly [string, string, readonly DoneStep[], typeof paid | typeof twice | typeof price]>([
    ['refunded-to-a-card', 'A payment taken twice is refunded to the card', [refund(4_900)], paid],
    [
      'second-subscription-ended',
      'A subscription that ran twice is ended and what was paid for it refunded',
      [plain('cancel_subscription'), creditNote(4_900, { refund_amount: 4_900 })],
      twice,
    ],
    [
      'credited-to-the-balance',
      'What was billed above the agreed price is put on the balance, with its tax',
      [creditNote(5_950, { credit_amount: 5_950 }, { tax: true, currency: 'eur' })],
      price,
    ],
  ])('%s', async (name, title, done, fault) => {
    const noticeIn = (language: SupportedLanguage): string => {
      const policy = styled(input({}).policy, language);
      const notice = correctionNotice(input({ done, fault, language, policy }));
      if (notice === null) throw new Error('a notice was expected');
      expect(notice).toMatchObject({ language, wanted: language, omitted: 0, untold: 0 });
      return notice.text;
    };
    await expect(`# ${title}\n\n${inEveryLanguage(noticeIn)}\n`).toMatchFileSnapshot(
      `../../docs/drafts/notices/${name}.md`,
    );
  });
});
