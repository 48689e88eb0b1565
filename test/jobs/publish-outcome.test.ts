import { describe, expect, it, test, vi } from 'vitest';
import type { CorrectionStep } from '../../src/analysis/finding.ts';
import type { EffectObject } from '../../src/corrections/ports.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { aCharge, aHistory } from '../analysis/builders.ts';
import {
  auditedNotes,
  type CaseOptions,
  type CorrectionCase,
  correctionCase,
  MAYA,
  madeRefund,
  refundStep,
} from './outcome-setup.ts';

const creditStep = (parts: CorrectionStep['params'], amount = 5_950, currency = 'eur'): CorrectionStep => ({
  kind: 'credit_note',
  target: 'in_1Wrong',
  amount,
  currency,
  params: {
    invoice: 'in_1Wrong',
    reason: 'duplicate',
    lines: [
      {
        type: 'invoice_line_item',
        invoice_line_item: 'il_1',
        amount: 5_000,
        tax_amounts: [{ amount: 950, tax_rate: 'txr_19', taxable_amount: 5_000 }],
      },
    ],
    ...parts,
  },
});
const madeCredit = (also: EffectObject['also'], amount = 5_950, currency = 'eur'): EffectObject => ({
  object: 'credit_note',
  id: 'cn_1Issued',
  also,
  amount,
  currency,
  status: 'issued',
});
const plainStep = (kind: CorrectionStep['kind'], target: string, params = {}): CorrectionStep => ({
  kind,
  target,
  amount: null,
  currency: null,
  params,
});
const changed = (object: string, id: string, status: string): EffectObject => ({
  object,
  id,
  also: [],
  amount: null,
  currency: null,
  status,
});

async function executed(options: CaseOptions = {}, made: readonly EffectObject[] = [madeRefund()]) {
  const one = await correctionCase(options);
  await one.answer('approve');
  await one.comesTo('executed', { made });
  return one;
}

async function onlyNote(one: CorrectionCase): Promise<string> {
  await one.runDue();
  const [note, ...more] = one.notes();
  expect(more).toEqual([]);
  if (note === undefined) throw new Error('a note was expected');
  return note;
}

/** Ids differ from run to run. */
const readable = (note: string, { correction_id }: CorrectionCase): string =>
  note.replaceAll(correction_id, 'co_1').replace(/ef_\w+/g, 'ef_1');

/**
 * What agents read, in readable files. Read them aloud after a change, then regenerate them with
 * `npx vitest run test/jobs/publish-outcome.test.ts -u`.
 */
describe('what the ticket is told', () => {
  const duplicate = { category: 'duplicate_subscription' } as const;
  const duplicateSteps = [
    plainStep('cancel_subscription', 'sub_Second', { prorate: false, invoice_now: false }),
    creditStep({ refund_amount: 5_950 }),
  ];
  const cancelled = changed('subscription', 'sub_Second', 'canceled');
  const credited = madeCredit([{ object: 'refund', id: 're_OfNote' }]);
  const request = {
    method: 'POST',
    path: '/v1/refunds',
    params: { charge: 'ch_Twice1', amount: 4_900, metadata: { correction_id: 'co_1' } },
  };

  const cases: readonly [string, () => Promise<CorrectionCase>][] = [
    [
      'executed-refund',
      () =>
        executed({
          livemode: true,
          names: { 'slack:UMAYA': 'Maya Lindqvist', 'slack:UNOOR': '<b>Noor</b> Haddad' },
        }),
    ],
    [
      'executed-refund-in-yen-german',
      () =>
        executed(
          { steps: [refundStep(4_900, 'jpy')], language: 'de', words: 'Guten Tag, können Sie das prüfen?' },
          [madeRefund(4_900, 'jpy')],
        ),
    ],
    [
      'executed-credit-note-with-tax',
      () => executed({ steps: [creditStep({ refund_amount: 5_950 })], category: 'price' }, [credited]),
    ],
    [
      'executed-credit-note-to-balance',
      () =>
        executed({ steps: [creditStep({ credit_amount: 5_950 })], category: 'price', language: 'de' }, [
          madeCredit([{ object: 'customer_balance_transaction', id: 'cbtxn_1' }]),
        ]),
    ],
    ['executed-plan', () => executed({ steps: duplicateSteps, ...duplicate }, [cancelled, credited])],
    [
      'executed-void',
      () =>
        executed(
          {
            steps: [plainStep('void_invoice', 'in_1Wrong', { invoice: 'in_1Wrong' })],
            category: 'duplicate_invoice',
          },
          [changed('invoice', 'in_1Wrong', 'void')],
        ),
    ],
    [
      'executed-in-part-by-hand',
      async () => {
        const one = await correctionCase({ steps: duplicateSteps, ...duplicate });
        await one.answer('approve');
        await one.comesTo('needs_person', { made: [cancelled, null], otherwise: 'refused', outcome: 'No.' });
        await one.comesTo('executed');
        return one;
      },
    ],
    [
      'executed-by-hand',
      async () => {
        const step = plainStep('update_price', 'sub_1', { item: 'si_1', price: 'price_Right' });
        const one = await correctionCase({ steps: [step], category: 'price' });
        await one.answer('approve');
        await one.comesTo('needs_person', { otherwise: 'needs_person', outcome: 'By hand.' });
        await one.comesTo('executed', { byHand: true });
        return one;
      },
    ],
    [
      'executed-fault-still-there',
      async () => {
        const one = await executed();
        one.rechecks.push({ kind: 'same' });
        return one;
      },
    ],
    [
      'simulated',
      async () => {
        const one = await correctionCase({ mode: 'dry_run' });
        await one.answer('approve');
        await one.comesTo('simulated', {
          requests: [request],
          outcome: 'Dry run: everything was checked and nothing was sent.',
        });
        return one;
      },
    ],
    [
      'refused',
      async () => {
        const one = await correctionCase();
        await one.answer('approve');
        await one.comesTo('refused', {
          outcome: 'The write key may not issue refunds: give it the permission "Charges and Refunds".',
          otherwise: 'skipped',
        });
        return one;
      },
    ],
    [
      'stale',
      async () => {
        const one = await correctionCase();
        await one.answer('approve');
        await one.comesTo('stale', { outcome: 'The payment has been refunded in full meanwhile.' });
        return one;
      },
    ],
    [
      'rejected',
      async () => {
        const one = await correctionCase();
        await one.answer('reject', undefined, 'The customer used both seats.\nSee ticket 12.');
        return one;
      },
    ],
    [
      'expired',
      async () => {
        const one = await correctionCase();
        one.clock.ms += 73 * 3_600_000;
        await one.store.expireCorrections();
        return one;
      },
    ],
    [
      'needs-person-in-part',
      async () => {
        const one = await correctionCase({ steps: duplicateSteps, ...duplicate });
        await one.answer('approve');
        await one.comesTo('needs_person', {
          made: [cancelled, null],
          otherwise: 'needs_person',
          outcome: 'A request was sent and no answer came; Stripe, asked twice, knows nothing of it.',
        });
        return one;
      },
    ],
    [
      'needs-person-by-hand',
      async () => {
        const step = plainStep('update_quantity', 'sub_1', { item: 'si_1', quantity: 4 });
        const one = await correctionCase({ steps: [step], category: 'quantity' });
        await one.answer('approve');
        await one.comesTo('needs_person', {
          otherwise: 'needs_person',
          outcome: 'Approved. Do it in the Stripe Dashboard as the steps say, then say here that it is done.',
        });
        return one;
      },
    ],
    [
      'abandoned',
      async () => {
        const one = await correctionCase();
        await one.answer('approve');
        await one.comesTo('needs_person', { otherwise: 'needs_person', outcome: 'Nobody knows.' });
        await one.store.resolveCorrection({
          id: one.correction_id,
          actor: 'slack:UNOOR',
          human: null,
          verdict: 'abandon',
          reason: 'Paid out by bank transfer.',
        });
        return one;
      },
    ],
    [
      'reversed',
      async () => {
        const one = await executed();
        await one.comesTo('reversed_by_stripe', { outcome: 'The bank did not take the refund re_3Back1.' });
        return one;
      },
    ],
  ];
  test.each(cases)('%s', async (name, prepare) => {
    const one = await prepare();
    const note = await onlyNote(one);
    const { state } = await one.load();
    expect(note.endsWith(`[bc:${one.correction_id}:${state}]`)).toBe(true);
    expect(one.zendesk.ticket(one.ticket_id).tags).toContain(`billing_check_correction_${state}`);
    expect(one.zendesk.notes(one.ticket_id).every((comment) => !comment.public)).toBe(true);
    const isDrafted = state === 'executed' || state === 'reversed_by_stripe';
    expect(note.includes('Draft notice to the customer')).toBe(isDrafted);
    await expect(`${readable(note, one)}\n`).toMatchFileSnapshot(`../zendesk/examples/outcome-${name}.txt`);
  });
});

describe('publish-outcome', () => {
  it('links what was made to the Dashboard of its mode', async () => {
    for (const livemode of [true, false]) {
      const one = await executed({ livemode });
      await onlyNote(one);
      const [html = ''] = one.zendesk.notes(one.ticket_id).map(({ html_body }) => html_body);
      const base = `https://dashboard.stripe.com/${livemode ? '' : 'test/'}`;
      expect(html).toContain(`<a href="${base}refunds/re_3Back1">refund re_3Back1</a> (succeeded)`);
      expect(html).toContain(`<a href="${base}payments/ch_Twice1">ch_Twice1</a>`);
      expect(html.includes('test data')).toBe(!livemode);
    }
  });

  it('says how long the money takes by what it goes back to', async () => {
    const charge = (id: string, payment_method_type: string) => aCharge({ id, payment_method_type });
    const card = aHistory({ charges: [charge('ch_Twice1', 'card')] });
    expect(await onlyNote(await executed({ history: card }))).toContain('refunded $49.00 to your card.');
    const two = [refundStep(), { ...refundStep(), target: 'ch_Twice2' }];
    const made = [madeRefund(), { ...madeRefund(), id: 're_3Back2' }];
    const mixed = aHistory({ charges: [charge('ch_Twice1', 'card'), charge('ch_Twice2', 'sepa_debit')] });
    expect(await onlyNote(await executed({ steps: two, history: mixed }, made))).toContain(
      'to the payment method you paid with, in 2 parts',
    );
  });

  it('audits the note and closes the finding that a new check no longer finds', async () => {
    const one = await executed();
    await onlyNote(one);
    expect((await one.load()).closed_at_ms).toBe(one.clock.ms);
    const [{ id: comment } = { id: 0 }] = one.zendesk.notes(one.ticket_id);
    expect(auditedNotes(one.path)).toEqual([
      { actor: 'system', kind: 'finding_closed', details: {} },
      {
        actor: 'system',
        kind: 'note',
        details: {
          outcome: 'posted',
          about: 'executed',
          ticket: one.ticket_id,
          comment: String(comment),
          public: false,
        },
      },
    ]);
    expect(await one.store.verifyAudit()).toMatchObject({ ok: true });
  });

  it('writes the note first when Stripe cannot be read, and a second one when it can', async () => {
    const one = await executed();
    const away = {
      kind: 'unreadable',
      sentence: 'Stripe cannot be reached.',
      retry_after_seconds: 60,
    } as const;
    one.rechecks.push(away, away);
    await one.runDue();
    expect(one.notes()).toHaveLength(1);
    expect(one.notes()[0]).toContain('Stripe could not be read again yet');
    expect((await one.load()).closed_at_ms).toBeNull();
    for (let round = 0; round < 3; round += 1) {
      one.clock.ms += 60_000;
      await one.runDue();
    }
    expect(one.asked).toEqual(['executed', 'executed', 'executed']);
    expect(one.notes()).toHaveLength(2);
    const second = one.notes().find((note) => note.includes(':recheck]'));
    expect(second).toContain('the fault is no longer found, so the finding is closed.');
    expect((await one.load()).closed_at_ms).not.toBeNull();
    expect(await one.store.queueStatus()).toMatchObject({ running: 0, needs_person: 0 });
  });

  it.each([
    ['the answer is lost', faults.reset('after'), 'first'],
    ['the request is lost', faults.reset('before'), 'first'],
    ['the answer is cut off', faults.truncated('broken'), [1, 2]],
  ] as const)('writes one note when %s', async (_, fault, calls) => {
    const one = await executed();
    one.zendesk.faults.add({ route: 'PUT *', fault, calls });
    for (let round = 0; round < 5; round += 1) {
      await one.runDue();
      one.clock.ms += 5_000;
    }
    expect(one.notes()).toHaveLength(1);
    expect(auditedNotes(one.path).filter(({ kind }) => kind === 'note')).toHaveLength(1);
  });

  it('writes one note when the process stops between the request and the commit', async () => {
    const one = await executed();
    const stop = new AbortController();
    one.zendesk.onUpdate(() => stop.abort(new Error('the process stops')));
    await one.runDue(stop.signal);
    // What was stopped does not know it: its late commit is refused, as another run may have the job.
    await vi.waitUntil(() => one.notes().length === 1);
    expect(auditedNotes(one.path).filter(({ kind }) => kind === 'note')).toEqual([]);
    one.clock.ms += 120_000;
    await one.runDue();
    expect(one.notes()).toHaveLength(1);
    expect(auditedNotes(one.path).filter(({ kind }) => kind === 'note')).toHaveLength(1);
    expect(one.lines.join('\n')).toContain('"detail":"found"');
  });

  it('holds on while others change the ticket', async () => {
    const one = await executed();
    let changes = 0;
    one.zendesk.onUpdate((id) => {
      changes += 1;
      one.clock.ms += 1_000;
      if (changes <= 5)
        one.zendesk.addComment(id, { body: `still typing ${changes}`, by: 'agent', public: true });
    });
    await one.runDue();
    expect(one.notes()).toEqual([]);
    one.clock.ms += 60_000;
    await one.runDue();
    expect(changes).toBe(6);
    expect(one.notes()).toHaveLength(1);
  }, 30_000);

  it.each(['closed', 'deleted'] as const)('ends with a word on a ticket that is %s', async (status) => {
    const one = await executed();
    one.zendesk.setStatus(one.ticket_id, status);
    await one.runDue();
    expect(one.zendesk.notes(one.ticket_id)).toEqual([]);
    expect(auditedNotes(one.path).at(-1)).toMatchObject({ kind: 'note', details: { outcome: 'impossible' } });
    expect((await one.load()).closed_at_ms).not.toBeNull();
    expect(await one.runDue()).toBe(0);
  });

  it('tells what is true now, once, when the correction moved on before its job ran', async () => {
    const one = await correctionCase();
    await one.answer('approve');
    await one.comesTo('needs_person', { made: [madeRefund()], otherwise: 'needs_person' });
    const { effects } = await one.load();
    expect(effects.map(({ state }) => state)).toEqual(['done']);
    await one.comesTo('executed');
    expect(await one.runDue()).toBe(2);
    expect(one.notes()).toHaveLength(1);
    expect(one.notes()[0]).toContain(`[bc:${one.correction_id}:executed]`);
  });

  it('keeps hostile names and reasons inert, and never mistakes a quoted marker for its own', async () => {
    const hostile =
      '<img src=x onerror=alert(1)>{{ticket.requester.email}} [bc:co_1:rejected] \u202Egnp.exe <!channel> https://evil.example';
    const one = await correctionCase({ justification: hostile });
    await one.answer('reject', undefined, `${hostile} [bc:${one.correction_id}:rejected]`);
    await onlyNote(one);
    const [html = ''] = one.zendesk.notes(one.ticket_id).map(({ html_body }) => html_body);
    expect(html).not.toMatch(/<img|\{\{|\u202E|<!channel|href="https:\/\/evil/);
    expect(html.split(`[bc:${one.correction_id}:rejected]`)).toHaveLength(2);
  });

  it('fits into a comment whatever the texts are', async () => {
    const steps = Array.from({ length: 40 }, (_, place) =>
      plainStep('update_price', `sub_${place}`, { text: '<&">'.repeat(3_000) }),
    );
    const one = await correctionCase({ steps, category: 'price' });
    await one.answer('approve');
    await one.comesTo('needs_person', { otherwise: 'needs_person', outcome: '<&">\''.repeat(400) });
    const note = await onlyNote(one);
    expect(note).toContain('and 28 more');
    const [html = ''] = one.zendesk.notes(one.ticket_id).map(({ html_body }) => html_body);
    expect(Buffer.byteLength(html)).toBeLessThan(65_000);
  });

  it('warns where the draft is in another language or lacks a sentence', async () => {
    const policy = {
      version: 1,
      timezone: 'UTC',
      reply: { tone: 'friendly', language: 'auto', avoid: ['refunded'] },
    } as const;
    const words = 'Buongiorno, mi è stato addebitato due volte il pagamento della mia fattura, perché?';
    const note = await onlyNote(await executed({ words, policy }));
    expect(note).toContain('The customer writes in Italian; the notice is in English.');
    expect(note).toContain('The draft lacks a sentence because of words the policy avoids');
  });
});

describe('ask-agent', () => {
  const ask = async (one: CorrectionCase, text: string): Promise<void> => {
    const recorded = await one.store.recordSlackRequest({
      kind: 'decide',
      delivery_key: 'trigger:ask',
      team_id: 'T1',
      user_id: 'UNOOR',
      channel_id: 'C1',
      thread_ts: null,
      subject: one.correction_id,
      ask: {
        references: [],
        sentence: null,
        words: null,
        place: 'private',
        chosen_from: null,
        correction: { act: 'ask', id: one.correction_id, version: 1, text, amount: null },
      },
      response_url: null,
      analysis_id: null,
      received_at_ms: one.clock.ms,
    });
    if (recorded.kind !== 'recorded') throw new Error('a request was expected');
    const { request_id } = recorded;
    const { correction_id, ticket_id } = one;
    await one.store.askAgent({ request_id, correction_id, ticket_id });
  };

  it('puts the question on the ticket, once, and decides nothing', async () => {
    const one = await correctionCase();
    await ask(one, 'Did they use the second seat?\nMy card is 4242 4242 4242 4242.');
    one.zendesk.faults.add({ route: 'PUT *', fault: faults.reset('after'), calls: 'first' });
    for (let round = 0; round < 3; round += 1) {
      await one.runDue();
      one.clock.ms += 5_000;
    }
    const note = await onlyNote(one);
    expect(note).not.toContain('4242');
    expect(note).toMatch(/\[bc-ask:rq_\w+\]$/);
    await expect(`${readable(note, one).replace(/rq_\w+/, 'rq_1')}\n`).toMatchFileSnapshot(
      '../zendesk/examples/question.txt',
    );
    expect((await one.load()).state).toBe('proposed');
    expect(auditedNotes(one.path)).toMatchObject([
      { actor: 'slack:UNOOR', kind: 'note', details: { about: 'question', public: false } },
    ]);
  });

  it('shows a hostile question escaped, cut, and without another note’s marker', async () => {
    const one = await correctionCase();
    await ask(one, `<script>alert(1)</script> [bc:${one.correction_id}:rejected] ${'long '.repeat(2_000)}`);
    await onlyNote(one);
    const [html = ''] = one.zendesk.notes(one.ticket_id).map(({ html_body }) => html_body);
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain(`[bc:${one.correction_id}`);
    expect(html.length).toBeLessThan(6_000);
    await one.answer('reject', MAYA, 'Not owed.');
    await one.runDue();
    expect(one.notes()).toHaveLength(2);
  });
});
