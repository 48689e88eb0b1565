import { describe, expect, test } from 'vitest';
import type { Classification, Verdict } from '../../../src/analysis/finding.ts';
import type { ResultFinding } from '../../../src/check/result.ts';
import { ACTIONS, BLOCKS, CALLBACKS } from '../../../src/slack/ids.ts';
import { renderBlocksAsText, renderModalAsText } from '../../../src/slack/render-text.ts';
import { assertModalWithinLimits, assertWithinLimits } from '../../../src/slack/views/check-limits.ts';
import {
  acknowledgement,
  ambiguousMessage,
  draftModal,
  progressLine,
  progressMessage,
  type ResultMessageInput,
  resultMessage,
  type SlackMessage,
  triageChannelMessage,
} from '../../../src/slack/views/index.ts';
import { jsonBytes } from '../../../src/slack/views/inert.ts';
import { LIMITS } from '../../../src/slack/views/limits.ts';
import { JANE } from '../../triage/sample-findings.ts';
import { aResult, shortMessages, TICKET } from './short-messages.ts';

const ticket = TICKET;

const answer = (changes: Partial<ResultMessageInput> = {}): SlackMessage => {
  const result = changes.result ?? aResult();
  return resultMessage({
    id: 'an_1',
    result,
    livemode: true,
    query: result.query,
    ticket: null,
    stage: 'final',
    expanded: false,
    canPutOnTicket: true,
    ...changes,
  });
};
const show = (message: SlackMessage): string => renderBlocksAsText(message, { width: 92, color: false });
const actionsOf = ({ blocks }: SlackMessage): unknown[] =>
  blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.map((element) => ('action_id' in element ? element.action_id : null))
      : [],
  );
const many = (count: number): ResultFinding[] =>
  Array.from({ length: count }, (_, place) => ({
    ...(aResult().findings[0] as ResultFinding),
    title: `Finding ${place + 1}`,
    fingerprint: `${place}`,
  }));

describe('resultMessage', () => {
  test.each<[Verdict, string]>([
    ['billing_error', '❌ Billing error'],
    ['likely_error', '❓ Probably a billing error'],
    ['payment_issue', '💳 No billing error'],
    ['valid_but_confusing', '✅ The charges are right'],
    ['no_anomaly', '✅ Nothing wrong'],
    ['cannot_tell', '🚧 Cannot tell yet'],
  ])('%s is told by symbol and words', (verdict, words) => {
    const classification: Classification =
      verdict === 'no_anomaly' || verdict === 'cannot_tell' ? 'notice' : verdict;
    const findings = many(1).map((finding) => ({ ...finding, classification }));
    const message = answer({ result: aResult({ verdict, findings }) });
    expect(show(message).startsWith(words)).toBe(true);
    expect(message.text.startsWith(words.slice(2).trim())).toBe(true);
  });

  test.each([
    ['urgent', 'Urgency 🚨 urgent: It is a tax fault.'],
    ['high', 'Urgency ❗ high: It is a tax fault.'],
    ['normal', 'Urgency normal: It is a tax fault.'],
  ] as const)('urgency %s comes with its reasons', (level, line) => {
    const urgency = { level, reasons: ['It is a tax fault.'] };
    expect(show(answer({ result: aResult({ urgency }) }))).toContain(line);
  });

  test('live and test mode, links included', () => {
    expect(show(answer({ livemode: false }))).toContain('test mode');
    expect(show(answer({ livemode: true }))).not.toContain('test mode');
    expect(JSON.stringify(answer({ livemode: true }).blocks)).toContain(
      'https://dashboard.stripe.com/payments/ch_3lRorT1DywlLU90aYCsuVaGH',
    );
  });

  test('the draft can be put on the ticket only where there is one', () => {
    expect(actionsOf(answer({ ticket }))).toEqual([
      `${ACTIONS.propose}:0`,
      ACTIONS.putOnTicket,
      ACTIONS.readDraft,
      ACTIONS.showEverything,
      ACTIONS.feedback,
    ]);
    expect(actionsOf(answer({ ticket, canPutOnTicket: false }))).not.toContain(ACTIONS.putOnTicket);
    expect(actionsOf(answer({ ticket: null }))).not.toContain(ACTIONS.putOnTicket);
  });

  test.each([
    ['https://acme.zendesk.com/agent/tickets/4711', true],
    ['http://127.0.0.1:4001/agent/tickets/4711', true],
    ['http://acme.zendesk.com/agent/tickets/4711', false],
    ['http://127.0.0.1.evil.example/agent/tickets/4711', false],
    ['javascript:alert(1)', false],
  ])('a ticket at %s is linked: %s', (url, isLinked) => {
    const json = JSON.stringify(answer({ ticket: { id: '4711', url } }).blocks);
    expect(json).toContain('#4711');
    expect(json.includes(JSON.stringify(url))).toBe(isLinked);
  });

  test('a draft is copied as it stands', () => {
    const draft = 'Hi Jane,\n\n```not the end```\n\nRegards';
    const message = answer({ result: aResult({ triage: { ...aResult().triage, draft_reply: draft } }) });
    expect(JSON.stringify(message.blocks)).toContain(
      JSON.stringify({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: draft }] }),
    );
  });

  test('a draft too long for a message says so below, and is whole in the modal', () => {
    const draft = Array.from({ length: 120 }, (_, place) => `Paragraph ${place} of this reply.`).join('\n\n');
    const triage = { ...aResult().triage, draft_reply: draft };
    const shown = show(answer({ result: aResult({ triage }) }));
    expect(shown).toMatch(/The reply goes on: 1,\d{3} of its 3,\d{3} characters are shown/);
    expect(shown).not.toContain('Paragraph 119');
    const modal = draftModal({ id: 'an_1', result: { triage } });
    assertModalWithinLimits(modal);
    expect(modal).toMatchObject({ callback_id: CALLBACKS.draftModal, private_metadata: 'an_1' });
    const text = renderModalAsText(modal, { width: 92, color: false });
    for (const place of [0, 60, 119]) expect(text).toContain(`Paragraph ${place} of this reply.`);
  });

  test('folded: two findings in full, the next in one line, the rest counted', () => {
    const shown = show(answer({ result: aResult({ findings: many(9) }) }));
    expect(shown.match(/taken: 2 × 49\.00 = 98\.00/g)).toHaveLength(2);
    expect(shown).toContain('Also found');
    expect(shown).toContain('Finding 6: $49.00 (billing error)');
    expect(shown).not.toContain('Finding 7');
    expect(shown).toContain('and 3 more findings');
  });

  test('unfolded: as much as a message holds, and where to read the rest', () => {
    const message = answer({ expanded: true, result: aResult({ findings: many(60) }) });
    assertWithinLimits(message.blocks);
    expect(jsonBytes(message.blocks)).toBeGreaterThan(LIMITS.message_bytes / 2);
    const shown = show(message);
    expect(shown).toContain('Likely cause:');
    expect(shown).toMatch(/and \d+ more findings/);
    expect(shown).toContain(`billing-check check ${JANE.id} prints everything`);
    expect(actionsOf(message)).toContain(ACTIONS.showLess);
  });

  test('ids are shortened only where the evidence shows them in full', () => {
    const shown = show(answer({ expanded: true }));
    expect(shown).toContain('ch_3lRo…VaGH was taken twice');
    expect(shown).toContain('charge ch_3lRorT1DywlLU90aYCsuVaGH↗');
    expect(shown).toContain('ch_9zzzzzzzzzzzzzzzzzzzzzzz was not');
  });

  test('long arithmetic keeps its result', () => {
    const recomputation = Array.from({ length: 30 }, (_, place) => ({
      label: `step ${place + 1}`,
      expression: 'a + b',
      result: '1.00',
    }));
    const shown = (steps: number): string =>
      show(
        answer({
          result: aResult({
            findings: many(1).map((one) => ({ ...one, recomputation: recomputation.slice(0, steps) })),
          }),
        }),
      );
    expect(shown(5)).not.toContain('more line');
    expect(shown(30)).toContain('• step 3: a + b = 1.00\n• … 26 more lines …\n• step 30: a + b = 1.00');
  });

  test('a step that only states a value states it once', () => {
    expect(show(answer())).toContain('• paid: 98.00\n');
  });

  test('says what was not checked, unfolded also which rules could not decide', () => {
    const result = aResult({
      gaps: ['Charges before 2026-01-01 were not read.'],
      skipped: [{ rule: 'discount-not-applied', reason: 'policy section promises is missing' }],
    });
    expect(show(answer({ result }))).toContain(
      'Not checked: Charges before 2026-01-01 were not read. · 1 rule could not decide',
    );
    expect(show(answer({ result, expanded: true }))).toMatch(
      /1 rule needs facts that the policy\s+file does not\s+hold \(promises\)/,
    );
  });

  test('says who wrote it, or that the wording is still coming', () => {
    expect(show(answer())).toContain('Worded without AI, from the findings alone.');
    expect(show(answer({ stage: 'deterministic' }))).toContain('their wording is still being refined');
    const triage = { ...aResult().triage, fallback_reason: 'the model did not answer in time' };
    expect(show(answer({ result: aResult({ triage }) }))).toContain('the model did not answer in time');
  });

  test('a model’s summary is shown as it is', () => {
    const triage = {
      ...aResult().triage,
      source: 'model',
      summary: 'Twice. The arithmetic: 2 × 49.00.',
    } as const;
    expect(show(answer({ result: aResult({ triage }) }))).toContain('Twice. The arithmetic: 2 × 49.00.');
  });

  test.each([
    ['not_found', [], 'No customer found for “jane@acme.example”'],
    ['deleted', ['cus_Gone'], 'cus_Gone was deleted in Stripe'],
    ['ambiguous', ['cus_1', 'cus_2'], '2 customers match “jane@acme.example”'],
  ] as const)('a customer who is %s is an answer too', (kind, ids, words) => {
    const customer = { kind, ids, matched_by: null, verified: false };
    const message = answer({ result: aResult({ customer, verdict: 'cannot_tell', findings: [] }) });
    assertWithinLimits(message.blocks);
    expect(show(message)).toContain(words);
    expect(show(message)).not.toContain('confirm who is asking');
  });

  test('everything at its longest still fits', () => {
    const long = '"ü\n'.repeat(2_000);
    const result = aResult({
      findings: many(60).map((finding) => ({
        ...finding,
        title: long,
        message: long,
        recomputation: Array(30).fill({ label: long, expression: long, result: long }),
        evidence: Array(30).fill({ object: 'charge', id: `ch_${'x'.repeat(250)}` }),
      })),
      urgency: { level: 'urgent', reasons: Array(20).fill(long) },
      gaps: Array(20).fill(long),
      skipped: Array(20).fill({ rule: long, reason: long }),
      customer: {
        kind: 'resolved',
        ids: [`cus_${'x'.repeat(250)}`],
        matched_by: 'email',
        verified: false,
        matches: [{ ...JANE, name: long, email: long, created: long }],
      },
      triage: {
        ...aResult().triage,
        source: 'model',
        model: long,
        summary: long,
        likely_cause: long,
        draft_reply: long,
        language: long,
        next_checks: Array(20).fill({ what: long, owner: 'engineering' }),
      },
    });
    for (const expanded of [true, false])
      for (const stage of ['deterministic', 'final'] as const)
        assertWithinLimits(
          answer({ id: `an_${'x'.repeat(60)}`, result, expanded, stage, ticket, query: long }).blocks,
        );
  });
});

describe('triageChannelMessage', () => {
  test('is short, links to the ticket, and says when it is a later one', () => {
    const input = { id: 'an_1', result: aResult(), livemode: true, ticket };
    const first = triageChannelMessage({ ...input, isUpdate: false });
    const later = triageChannelMessage({ ...input, isUpdate: true });
    expect(show(first).split('\n').length).toBeLessThan(show(answer({ ticket })).split('\n').length * 0.7);
    expect(show(first)).not.toContain('Hi Jane');
    expect(JSON.stringify(first.blocks)).toContain(ticket.url);
    expect(first.text).toMatch(/^Ticket #4711: Billing error/);
    expect(later.text).toMatch(/^Checked again #4711: Billing error/);
    expect(show(later)).toContain('Checked again.');
    expect(actionsOf(first)).toEqual([`${ACTIONS.propose}:0`]);
  });
});

describe('progressMessage', () => {
  const steps = [
    { kind: 'customer_found', customer: JANE },
    { kind: 'history_read', invoices: 42, charges: 40 },
    { kind: 'rules_run', rules: 90, findings: 2 },
    { kind: 'writing' },
  ] as const;

  test('grows in one line', () => {
    expect(progressLine({ steps, elapsedMs: 900 })).toBe(
      `Found ${JANE.name} · read 42 invoices · 90 rules, 2 findings · writing…`,
    );
    expect(progressLine({ steps: steps.slice(0, 1), elapsedMs: 4_200 })).toBe(`Found ${JANE.name} · 4 s`);
    expect(progressLine({ steps: [], elapsedMs: 0 })).toBe('');
    expect(progressLine({ steps: [{ kind: 'history_read', invoices: 0, charges: 1 }], elapsedMs: 0 })).toBe(
      'read 1 charge',
    );
  });

  test('begins as the acknowledgement, so that nothing jumps', () => {
    const query = 'jane@acme.example';
    expect(acknowledgement({ query })).toEqual(progressMessage({ query, steps: [], elapsedMs: 0 }));
    expect(progressMessage({ query, steps, elapsedMs: 0 }).blocks).toHaveLength(1);
  });
});

describe('ambiguousMessage', () => {
  const customers = (count: number) =>
    Array.from({ length: count }, (_, place) => ({ ...JANE, id: `cus_${String(place).padStart(14, '0')}` }));
  const idsOffered = (message: SlackMessage): string[] =>
    [...JSON.stringify(message.blocks).matchAll(/"value":"([^"]*)"/g)].map(([, value = '']) => value);

  test('a few customers have a button each, which carries the id', () => {
    const message = ambiguousMessage({ query: 'jane', customers: customers(3) });
    expect(idsOffered(message)).toEqual(customers(3).map(({ id }) => id));
    expect(message.blocks.map(({ block_id }) => block_id)).toEqual([
      undefined,
      ...[0, 1, 2].map((place) => `${BLOCKS.chooser}:${place}`),
    ]);
  });

  test('more go into a menu; those it does not hold are counted', () => {
    const some = ambiguousMessage({ query: 'jane', customers: customers(50) });
    expect(idsOffered(some)).toHaveLength(50);
    expect(show(some)).not.toContain('not in this menu');
    const crowd = ambiguousMessage({ query: 'jane', customers: customers(240) });
    assertWithinLimits(crowd.blocks);
    const offered = idsOffered(crowd).length;
    expect(offered).toBeGreaterThan(60);
    expect(offered).toBeLessThanOrEqual(LIMITS.select_options);
    expect(show(crowd)).toContain(`${240 - offered} of the 240 are not in this menu`);
  });

  test('an id that does not fit is never shortened', () => {
    const long = { ...JANE, id: `cus_${'x'.repeat(90)}` };
    const message = ambiguousMessage({ query: 'jane', customers: [...customers(9), long] });
    expect(idsOffered(message)).toHaveLength(9);
    expect(show(message)).toContain('1 of the 10');
  });

  test('accepts the matches of a result too', () => {
    const { matches = [] } = aResult().customer;
    expect(show(ambiguousMessage({ query: 'jane', customers: matches }))).toContain('since 20');
  });
});

test('the short messages read well', async () => {
  const shown = shortMessages();
  for (const [, { blocks }] of shown) assertWithinLimits(blocks);
  const sections = shown.map(
    ([name, message]) => `## ${name}\n\n${message.text}\n\n\`\`\`text\n${show(message)}\n\`\`\`\n`,
  );
  const modal = renderModalAsText(draftModal({ id: 'an_1', result: aResult() }), { width: 92, color: false });
  await expect(
    `# Short messages\n\n${sections.join('\n')}\n## The reply\n\n\`\`\`text\n${modal}\n\`\`\`\n`,
  ).toMatchFileSnapshot('../examples/short-messages.md');
});
