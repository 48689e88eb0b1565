import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence, Voice } from '../../language.ts';
import { numberWord } from '../words.ts';

/** `der Rabatt „Welcome 20“ (20 %)`, `Ihr Rabatt von 20 %`. */
const discount = (f: FactReader, v: Voice): string => {
  const worth = f.discountSize();
  if (f.hasText('discount')) return `der Rabatt ${f.name('discount')}${worth === null ? '' : ` (${worth})`}`;
  const own = `${v.pick('Ihr', 'dein')} Rabatt`;
  return worth === null ? own : `${own} von ${worth}`;
};

const onInvoices = (f: FactReader, v: Voice): string =>
  f.count('invoice_count') > 1
    ? `auf ${numberWord(f.count('invoice_count'))} ${v.pick('Ihrer', 'deiner')} Rechnungen`
    : `auf ${v.pick('Ihrer', 'deiner')} Rechnung vom ${f.date('invoice_at')}`;

const tooMuch: Sentence = (f, v) =>
  `Damit wurden ${v.pick('Ihnen', 'dir')} ${f.money('amount')} zu viel berechnet.`;

/** Ein Rabatt, der nicht mehr abgezogen wurde, und seit wann. */
const lost = (since: (v: Voice) => string): RuleText => ({
  story: [
    (f, v) =>
      `Bis zum ${f.date('last_at')} wurde ${discount(f, v)} abgezogen; ${since(v)} fehlt er ${onInvoices(f, v)}.`,
    (f) => (f.has('ends_at') ? `Zugesagt war er bis zum ${f.date('ends_at')}.` : null),
  ],
  conclusion: {
    billing_error: [tooMuch],
    likely_error: [
      (_, v) =>
        `Wir klären gerade, ob er weiterhin gelten sollte, und melden uns bei ${v.pick('Ihnen', 'dir')} mit der Antwort.`,
    ],
  },
});

const due: Sentence = (f, v) =>
  `${v.pick('Ihre', 'Deine')} Rechnung vom ${f.date('invoice_at')} beträgt ${f.money('total')}, zu zahlen waren ${f.money('due')}.`;

const otherCurrency: Sentence = (f, v) =>
  `${v.pick('Ihr', 'Dein')} Rabatt von ${f.money('discount_amount')} galt, wurde aber ${onInvoices(f, v)} nicht abgezogen, weil in einer anderen Währung abgerechnet wird.`;

/** German texts of rules about discounts and credits. */
export const discounts: FamilyTexts = {
  'discount-lost/plan_change': lost((v) => `seit ${v.pick('Ihrem', 'deinem')} Tarifwechsel`),
  'discount-lost/new_subscription': lost((v) => `seit Beginn ${v.pick('Ihres', 'deines')} neuen Abonnements`),
  'discount-lost/stopped_early': lost(() => 'seitdem'),

  'discount-too-small/terms': {
    story: [
      (f, v) => {
        const worth = f.discountSize();
        return `${worth === null ? 'Der volle Rabatt' : `Der volle Rabatt von ${worth}`} wurde ${onInvoices(f, v)} nicht abgezogen, sondern weniger.`;
      },
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'discount-too-small/stated': {
    story: [
      (f, v) =>
        f.has('given_percent')
          ? `In unseren Unterlagen ist ein Rabatt von ${f.percent('percent')} genannt; ${onInvoices(f, v)} wurden ${f.percent('given_percent')} abgezogen.`
          : `In unseren Unterlagen ist ein anderer Rabatt genannt, als ${onInvoices(f, v)} abgezogen wurde.`,
    ],
    conclusion: {
      likely_error: [
        (_, v) => `Wir klären gerade, welcher der beiden ${v.pick('Ihnen', 'dir')} zugesagt war.`,
      ],
    },
  },

  'discount-other-currency/converted': {
    story: [otherCurrency],
    conclusion: {
      likely_error: [
        (f, v) =>
          `Das wären etwa ${f.money('amount')}; den genauen Betrag in ${v.pick('Ihrer', 'deiner')} Währung klären wir gerade.`,
      ],
    },
  },
  'discount-other-currency/unvalued': {
    story: [otherCurrency],
    conclusion: {
      likely_error: [(_, v) => `Wir klären gerade, was er in ${v.pick('Ihrer', 'deiner')} Währung wert ist.`],
    },
  },

  'promised-credit-missing/overdue': {
    story: [
      (f, v) =>
        `Am ${f.date('promised_at')} haben wir ${v.pick('Ihnen', 'dir')} eine Gutschrift von ${f.money('promised')} zugesagt, und sie wurde noch nicht gebucht.`,
    ],
    conclusion: { billing_error: [(f) => `Sie sollte bis zum ${f.date('due_at')} gebucht sein.`] },
  },
  'promised-credit-missing/unclear': {
    story: [
      (f, v) =>
        `Am ${f.date('promised_at')} haben wir ${v.pick('Ihnen', 'dir')} eine Gutschrift von ${f.money('promised')} zugesagt; ${f.has('booked') ? `gebucht wurden seitdem ${f.money('booked')}` : 'gebucht wurde seitdem ein anderer Betrag'}.`,
    ],
    conclusion: { likely_error: [() => 'Wir klären gerade, was noch fehlt.'] },
  },

  'credit-balance-not-applied': {
    story: [
      (f, v) =>
        `Als ${v.pick('Ihre', 'deine')} Rechnung vom ${f.date('invoice_at')} ausgestellt wurde, ${v.pick('hatten Sie', 'hattest du')} bei uns ein Guthaben von ${f.money('credit')}; davon wurden ${f.money('amount')} nicht verrechnet.`,
    ],
    conclusion: {
      billing_error: [
        (f, v) =>
          `${v.pick('Sie haben', 'Du hast')} deshalb ${f.money('amount')} mehr bezahlt, als fällig war.`,
      ],
    },
  },

  'balance-debit-without-cause/twice': {
    story: [
      (f, v) =>
        `Ein Kleinbetrag von ${f.money('amount')} wurde zweimal auf ${v.pick('Ihr', 'dein')} Kundenkonto übertragen, am ${f.date('first_at')} und am ${f.date('booked_at')}.`,
    ],
    conclusion: { billing_error: [() => 'Fällig ist er nur einmal; die zweite Buchung ist ein Fehler.'] },
  },
  'balance-debit-without-cause/other_customer': {
    story: [
      (f, v) =>
        `Am ${f.date('booked_at')} wurden ${f.money('amount')} auf ${v.pick('Ihr', 'dein')} Kundenkonto gebucht, die nicht dorthin gehören.`,
    ],
    conclusion: {
      billing_error: [(_, v) => `${v.pick('Sie schulden', 'Du schuldest')} uns diesen Betrag nicht.`],
    },
  },
  'balance-debit-without-cause/no_source': {
    story: [
      (f, v) =>
        `Am ${f.date('booked_at')} wurden ${f.money('amount')} ohne Angabe eines Grundes auf ${v.pick('Ihr', 'dein')} Kundenkonto gebucht.`,
    ],
    conclusion: { likely_error: [() => 'Wir finden gerade heraus, wofür das war.'] },
  },

  'billing-credits-not-used': {
    story: [
      (f, v) =>
        `${v.pick('Sie haben', 'Du hast')} bei uns ein vorausbezahltes Guthaben${f.hasText('grant') ? ` (${f.name('grant')})` : ''}, das ${onInvoices(f, v)} nicht für die Nutzung verwendet wurde.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },

  'balance-applied/carried': {
    story: [
      due,
      (f) =>
        `Der Unterschied von ${f.money('applied')} stammt aus einer früheren Rechnung: Der Betrag war zu klein, um ihn einzeln einzuziehen, und wurde${f.has('booked_at') ? ` am ${f.date('booked_at')}` : ''} übertragen.`,
    ],
    conclusion: {},
  },
  'balance-applied/reduced': {
    story: [
      due,
      (f, v) =>
        `${f.money('applied')} wurden mit dem Guthaben auf ${v.pick('Ihrem', 'deinem')} Kundenkonto verrechnet${f.has('left') ? `; dort sind noch ${f.money('left')} übrig` : ''}.`,
    ],
    conclusion: {},
  },
  'balance-applied/increased': {
    story: [
      due,
      (f, v) =>
        `Der Unterschied von ${f.money('applied')} war auf ${v.pick('Ihrem', 'deinem')} Kundenkonto noch offen${f.has('booked_at') ? ` (gebucht am ${f.date('booked_at')})` : ''}.`,
    ],
    conclusion: {},
  },
};
