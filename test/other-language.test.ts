import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInlineAnalyst } from '../src/analyst/inline-analyst.ts';
import { checkCustomer } from '../src/check/check-customer.ts';
import type { AnalysisResult } from '../src/check/result.ts';
import { renderReport } from '../src/cli/report.ts';
import { parsePolicy } from '../src/policy/parse-policy.ts';
import type { SandboxServer } from '../src/sandbox/fault-injection.ts';
import { buildWorld } from '../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, startStripeSandbox } from '../src/sandbox/stripe/server.ts';
import { createStripeReader } from '../src/stripe/stripe-reader.ts';
import { createTemplateWriter } from '../src/triage/template-writer.ts';
import { renderNote, renderNoteAsText } from '../src/zendesk/note.ts';
import { toNoteView } from '../src/zendesk/result-to-note.ts';
import { answer, triageMessage } from './slack/views/story-messages.ts';

/** One customer who was charged twice, in languages that no reply is written in. */
const TICKETS = [
  [
    'Italian',
    'it',
    'Buongiorno, mi è stato addebitato due volte lo stesso importo sulla carta, perché? Grazie.',
  ],
  ['Portuguese', 'pt', 'Olá, fui cobrado duas vezes no meu cartão e não entendo porque. Obrigado.'],
  ['Dutch', 'nl', 'Hallo, ik heb twee keer betaald voor dezelfde bestelling. Graag uw hulp, bedankt.'],
  ['Polish', 'pl', 'Dzień dobry, dlaczego pobrano płatność dwa razy na moja karta? Proszę o zwrot.'],
  ['Chinese', 'zh', '您好，我的卡被扣了两次款，请问为什么？'],
] as const;

describe.each(TICKETS)('a ticket in %s', (name, code, body) => {
  const world = buildWorld(1);
  const sentence = `The customer writes in ${name}; the reply is in English.`;
  let stripe: SandboxServer;
  let result: AnalysisResult;
  beforeAll(async () => {
    stripe = await startStripeSandbox({ world });
    const story = world.stories.find(({ key }) => key === 'duplicate-charge');
    if (story === undefined) throw new Error('the story is missing');
    const outcome = await checkCustomer(
      {
        reader: createStripeReader({ apiKey: SANDBOX_KEYS.read, apiBase: stripe.url }),
        analyst: createInlineAnalyst((crash) => {
          throw crash;
        }),
        writer: createTemplateWriter(),
      },
      {
        query: story.email,
        from_ticket: true,
        ticket: { subject: '', body, requester_email: story.email, created_at: world.now },
        policy: parsePolicy(world.policy),
        asOf: world.now,
      },
    );
    result = outcome.result;
  });
  afterAll(() => stripe.close());

  it('is answered in English, and the result says so', () => {
    const { triage } = result;
    expect(triage).toMatchObject({ language: 'en', wanted_language: code });
    expect(triage.draft_reply).toMatch(/^Hi \w+,\n\nThanks for getting in touch\./);
    expect(triage.next_checks[0]).toEqual({ what: sentence, owner: 'support' });
  });

  it('the agent reads it in the terminal, the note and Slack', () => {
    const view = { ...toNoteView(result, false), marker: '[bc:an_1]' };
    const places = {
      terminal: renderReport(result, { color: false, width: 100 }),
      note: renderNote(view),
      'note as text': renderNoteAsText(view),
      'answer in Slack': JSON.stringify(answer(result, false)),
      'triage channel': JSON.stringify(triageMessage(result)),
    };
    for (const [place, text] of Object.entries(places))
      expect({ place, text }).toEqual({ place, text: expect.stringContaining(sentence) });
  });
});
