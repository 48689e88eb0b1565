import { describe, expect, it, test } from 'vitest';
import { CATEGORIES, type CorrectionKind } from '../../../src/analysis/finding.ts';
import type { Policy, ReplyStyle } from '../../../src/analysis/policy.ts';
import type { Ticket } from '../../../src/analysis/ticket/ticket.ts';
import { checkGrounding } from '../../../src/triage/grounding/check-grounding.ts';
import type { Evidence } from '../../../src/triage/grounding/evidence.ts';
import { forbiddenPromises } from '../../../src/triage/grounding/promises.ts';
import {
  type CorrectionNoticeInput,
  correctionNotice,
  type DoneStep,
} from '../../../src/triage/notices/correction-notice.ts';
import { LANGUAGES, type SupportedLanguage } from '../../../src/triage/templates/index.ts';
import { balance, creditNote, input, plain, refund } from './done-steps.ts';

const CODES = Object.keys(LANGUAGES) as SupportedLanguage[];
const TONES = ['friendly', 'formal'] as const;

/** Every kind a correction may have, with each way its money can go. */
const KINDS: Readonly<Record<Exclude<CorrectionKind, 'escalate'>, readonly DoneStep[]>> = {
  refund: [refund(4_900), refund(4_900, 'jpy'), refund(4_900, 'kwd'), refund(1_234_567, 'eur')],
  credit_note: [
    creditNote(5_950, { refund_amount: 5_950 }, { tax: true }),
    creditNote(5_950, { credit_amount: 5_950 }, { tax: true }),
    creditNote(5_950, { out_of_band_amount: 5_950 }),
    creditNote(5_950, {}),
    creditNote(5_950, { refund_amount: 3_000, credit_amount: 1_000, out_of_band_amount: 950 }),
    creditNote(4_900, { refund_amount: 4_900 }, { currency: 'jpy' }),
    creditNote(4_905, { credit_amount: 4_905 }, { currency: 'kwd' }),
  ],
  customer_balance_credit: [balance(2_000), balance(-2_000), balance(2_000, 'jpy')],
  void_invoice: [plain('void_invoice')],
  cancel_subscription: [plain('cancel_subscription')],
  remove_discount: [plain('remove_discount')],
  cancel_payment_intent: [plain('cancel_payment_intent')],
  delete_invoice_item: [plain('delete_invoice_item')],
  apply_discount: [plain('apply_discount')],
  update_price: [plain('update_price')],
  update_quantity: [plain('update_quantity')],
  update_tax_status: [plain('update_tax_status')],
  extend_trial: [plain('extend_trial')],
};

const style = (tone: ReplyStyle['tone'], reply: Partial<ReplyStyle> = {}): Policy => ({
  version: 1,
  timezone: 'UTC',
  reply: { tone, language: 'auto', avoid: [], ...reply },
});

function written(over: Partial<CorrectionNoticeInput>) {
  const notice = correctionNotice(input(over));
  if (notice === null) throw new Error('a notice was expected');
  return notice;
}

/** Of the correction and of Stripe's answers nothing but what they hold; of durations what is documented. */
function evidenceOf(done: readonly DoneStep[]): Evidence {
  const amounts = new Set<string>();
  const names = new Set<string>();
  const DIGITS: Readonly<Record<string, number>> = { jpy: 0, kwd: 3 };
  for (const { params, made } of done) {
    if (made === null) continue;
    names.add(made.id);
    if (made.amount === null || made.currency === null) continue;
    const known = [
      made.amount,
      params['refund_amount'],
      params['credit_amount'],
      params['out_of_band_amount'],
    ]
      .filter((amount) => typeof amount === 'number')
      .map(Math.abs);
    const [total = 0, ...parts] = known;
    for (const minor of [...known, total - parts.reduce((sum, part) => sum + part, 0)]) {
      amounts.add(`${made.currency} ${minor / 10 ** (DIGITS[made.currency] ?? 2)}`);
    }
  }
  return {
    amounts,
    currencies: new Set(['usd', 'eur', 'jpy', 'kwd']),
    percents: new Set(),
    // Bank debits and holds: Stripe's and the card schemes' own figures.
    durations: new Set(['day 14', 'day 7']),
    counts: new Set(),
    dates: [],
    times: new Set(),
    names,
    links: new Set(),
    phrases: [],
  };
}

describe.each(CODES)('notices in %s', (language) => {
  describe.each(TONES)('%s', (tone) => {
    it.each(Object.entries(KINDS))(
      '%s: every figure and id is the correction’s, nothing is promised',
      (_, steps) => {
        for (const step of steps) {
          for (const paid_with of ['card', 'sepa_debit', 'klarna', null]) {
            for (const state of ['executed', 'partly_executed', 'reversed_by_stripe'] as const) {
              const { text } = written({ state, done: [step], language, paid_with, policy: style(tone) });
              expect(checkGrounding(text, language, evidenceOf([step])), text).toEqual([]);
              expect(forbiddenPromises(text, language, { returned: true }), text).toEqual([]);
              expect(text).not.toMatch(/undefined|null|\[object|\{|\}| {2}|\.\./);
            }
          }
        }
      },
    );
  });

  it('says what was wrong for every category, with and without an apology', () => {
    const texts = CATEGORIES.flatMap((category) =>
      (['billing_error', 'payment_issue'] as const).map((classification) => {
        const { text } = written({ fault: { category, classification }, language });
        expect(checkGrounding(text, language, evidenceOf([refund(4_900)])), text).toEqual([]);
        return text;
      }),
    );
    expect(new Set(texts).size).toBe(CATEGORIES.length * 2);
  });
});

/**
 * What customers read, in readable files. Read them aloud after a change, then regenerate them with
 * `npx vitest run test/triage/notices -u`.
 */
test.each(CODES)('examples in %s', async (language) => {
  const billed = { category: 'price', classification: 'billing_error' } as const;
  const cases: readonly [string, Partial<CorrectionNoticeInput>][] = [
    ['a refund to a card', {}],
    ['a refund in yen', { done: [refund(4_900, 'jpy')], paid_with: null }],
    ['a refund to a bank account', { done: [refund(4_900, 'eur', 'pending')], paid_with: 'sepa_debit' }],
    [
      'a credit note with tax, refunded',
      { done: [creditNote(5_950, { refund_amount: 5_950 }, { tax: true, currency: 'eur' })], fault: billed },
    ],
    [
      'a credit note with tax, to the balance',
      { done: [creditNote(5_950, { credit_amount: 5_950 }, { tax: true, currency: 'eur' })], fault: billed },
    ],
    ['a credit note on an open invoice', { done: [creditNote(5_950, {})], fault: billed }],
    [
      'a credit note for money that was paid another way',
      { done: [creditNote(5_950, { out_of_band_amount: 5_950 })], fault: billed },
    ],
    [
      'a subscription that ran twice',
      {
        done: [plain('cancel_subscription'), creditNote(4_900, { refund_amount: 4_900 })],
        fault: { category: 'duplicate_subscription', classification: 'billing_error' },
      },
    ],
    [
      'a voided invoice',
      {
        done: [plain('void_invoice')],
        fault: { category: 'duplicate_invoice', classification: 'billing_error' },
      },
    ],
    [
      'a hold that was released',
      {
        done: [plain('cancel_payment_intent')],
        fault: { category: 'authorization_hold', classification: 'payment_issue' },
      },
    ],
    ['a part of a plan', { state: 'partly_executed', done: [plain('cancel_subscription')], fault: billed }],
    ['a refund that came back', { state: 'reversed_by_stripe', done: [refund(4_900, 'usd', 'failed')] }],
  ];
  const sections = cases.flatMap(([title, over]) =>
    TONES.map((tone) => {
      const { text } = written({ language, policy: style(tone), ...over });
      return `## ${title} (${tone})\n\n${text.replace(/^(?=.)/gm, '> ').replace(/\n\n/g, '\n>\n')}\n`;
    }),
  );
  await expect(`# Notices in ${language}\n\n${sections.join('\n')}`).toMatchFileSnapshot(
    `examples/${language}.md`,
  );
});

describe('a notice', () => {
  it('tells only what Stripe confirmed', () => {
    expect(correctionNotice(input({ done: [] }))).toBeNull();
    for (const status of ['failed', 'canceled', 'requires_action']) {
      expect(correctionNotice(input({ done: [refund(4_900, 'usd', status)] }))).toBeNull();
    }
    expect(correctionNotice(input({ done: [{ ...refund(4_900), made: null }] }))).toBeNull();
    const { text, untold } = written({
      done: [plain('cancel_subscription'), { ...refund(4_900), made: null }],
    });
    expect(text).toContain('cancelled your subscription');
    expect(text).not.toMatch(/refund|49/);
    expect(untold).toBe(1);
  });

  it('takes the amount Stripe answered, not the one that was asked for', () => {
    const { made, ...step } = refund(4_900);
    if (made === null) throw new Error('an answer was expected');
    const { text } = written({ done: [{ ...step, made: { ...made, amount: 4_200 } }] });
    expect(text).toContain('$42.00');
    expect(text).not.toContain('49');
  });

  it('says nothing of a credit note whose parts are more than Stripe’s amount', () => {
    expect(correctionNotice(input({ done: [creditNote(1_000, { refund_amount: 4_900 })] }))).toBeNull();
  });

  it('leaves out which refund came back where it could be either', () => {
    const state = 'reversed_by_stripe';
    const { text } = written({ state, done: [refund(4_900), refund(2_000)] });
    expect(text).toContain('Our refund could not be delivered');
    expect(text).not.toMatch(/49|20|re_/);
  });

  it('adds up what went the same way, and names the parts that arrive', () => {
    const done = [4_900, 4_900, 1_000].map((amount) => refund(amount));
    expect(written({ done }).text).toContain(
      "We've refunded $108.00 to your card, in 3 parts: $49.00, $49.00 and $10.00.",
    );
    expect(written({ done, language: 'de' }).text).toContain(
      'Wir haben 108,00\u00a0$ auf Ihre Karte erstattet, in 3 Teilen: 49,00\u00a0$, 49,00\u00a0$ und 10,00\u00a0$.',
    );
  });

  it('says steps of one kind without an amount once', () => {
    const done = [plain('cancel_subscription'), plain('cancel_subscription'), refund(4_900)];
    const fault = { category: 'duplicate_subscription', classification: 'billing_error' } as const;
    expect(written({ done, fault }).text).toContain(
      "We've cancelled the duplicate subscriptions, and there will be no further charges for them. We've refunded",
    );
  });

  it('is in English where the language is none of ours, and remembers which was wanted', () => {
    expect(written({ language: 'it' })).toMatchObject({ language: 'en', wanted: 'it' });
    const ticket: Ticket = {
      subject: 'Addebitato due volte',
      body: 'Buongiorno, mi è stato addebitato due volte il pagamento della mia fattura, perché?',
      requester_email: 'jane@example.com',
      created_at: 1_790_000_000,
    };
    expect(written({ language: 'en', ticket })).toMatchObject({ language: 'en', wanted: 'it' });
    expect(written({ language: 'de-AT' })).toMatchObject({ language: 'de' });
  });

  it('greets, speaks and signs as the company’s replies do', () => {
    const reply = {
      language: 'de-CH',
      greeting: 'Grüezi {name},',
      signature: 'Ihr Team von Acme\nacme.example',
      avoid: ['Entschuldigung', 'leid'],
    } as const;
    const ticket: Ticket = {
      subject: 'Doppelt abgebucht',
      body: 'Guten Tag, können Sie mir sagen, warum doppelt abgebucht wurde?',
      requester_email: 'jane@example.com',
      created_at: 1_790_000_000,
    };
    const { text, omitted, language } = written({
      language: 'de',
      ticket,
      policy: style('friendly', reply),
      paid_with: null,
      done: [refund(490_000, 'chf')],
    });
    expect(language).toBe('de');
    expect(omitted).toBe(1);
    expect(text.replace(/\u00a0/g, ' ').replace(/'/g, '’')).toBe(
      [
        'Grüezi Jane Doe,',
        'wir haben einen Fehler in unserer Abrechnung behoben: Für dieselbe Leistung war mehr als einmal abgebucht worden.',
        'Wir haben CHF 4’900.00 auf das Zahlungsmittel erstattet, mit dem Sie bezahlt haben.',
        'Bis eine Erstattung auf Ihrer Abrechnung erscheint, dauert es meist 5 bis 10 Bankarbeitstage. Sie müssen nichts weiter tun.',
        'Für Ihre Unterlagen: Erstattung re_3Back1.',
        'Sollte noch etwas unklar sein, antworten Sie einfach auf diese Nachricht.',
        'Mit freundlichen Grüssen\nIhr Team von Acme\nacme.example',
      ].join('\n\n'),
    );
  });

  it('does not greet the customer on record where somebody else is writing', () => {
    const ticket: Ticket = {
      subject: 'Charged twice',
      body: 'You charged us twice.',
      requester_email: 'accounting@other.example',
      created_at: 1_790_000_000,
    };
    expect(written({ ticket }).text).toMatch(/^Hello,/);
    expect(written({}).text).toMatch(/^Hi Jane,/);
    expect(written({ customer: null }).text).toMatch(/^Hello,/);
  });
});
