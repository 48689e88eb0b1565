import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { numberWord } from './words.ts';

/** `den Rabatt „Welcome 20“ (20 %)`, `einen Rabatt von 20 %`. */
const discount = (f: FactReader, article: string, unnamed = article): string => {
  const size = f.discountSize();
  if (f.hasText('discount'))
    return `${article} Rabatt ${f.name('discount')}${size === null ? '' : ` (${size})`}`;
  return size === null ? `${unnamed} Rabatt` : `${unnamed} Rabatt von ${size}`;
};

const onInvoices = (f: FactReader, v: Voice): string =>
  f.count('invoice_count') > 1
    ? `auf ${numberWord(f.count('invoice_count'))} ${v.pick('Ihrer', 'deiner')} Rechnungen`
    : `auf ${v.pick('Ihrer', 'deiner')} Rechnung vom ${f.date('invoice_at')}`;

const tooMuch: Sentence = (f, v) =>
  `Damit wurden ${v.pick('Ihnen', 'dir')} ${f.money('amount')} zu viel berechnet.`;

/** „(49,00 € − 39,00 €) × 5 × 3 Rechnungen = 150,00 €“, soweit es den Betrag ergibt. */
const difference: Sentence = (f) => {
  const quantity = f.count('quantity');
  const invoices = f.count('invoice_count');
  const perUnit = f.minor('charged_unit') - f.minor('agreed_unit');
  const sum = perUnit * quantity * invoices;
  if (sum !== f.minor('amount')) {
    // Unit prices may be rounded to what is shown; a larger difference is the tax.
    if (lookAlike(f) || Math.abs(f.minor('amount') - sum) <= quantity * invoices)
      return `Insgesamt wurden ${f.money('amount')} zu viel berechnet.`;
    return f.minor('amount') > sum
      ? `Mit der Steuer darauf sind das ${f.money('amount')} zu viel.`
      : `Davon sind ${f.money('amount')} noch zu viel berechnet.`;
  }
  const factors = [
    `${f.money('charged_unit')} − ${f.money('agreed_unit')}`,
    ...(quantity > 1 ? [`${quantity}`] : []),
    ...(invoices > 1 ? [`${invoices} Rechnungen`] : []),
  ];
  if (f.minor('agreed_unit') === 0 && factors.length === 1) return `Das sind ${f.money('amount')} zu viel.`;
  const product = factors.length === 1 ? factors[0] : `(${factors[0]}) × ${factors.slice(1).join(' × ')}`;
  return `Das sind ${product} = ${f.money('amount')} zu viel.`;
};

/** Zwei Preise, die sich erst hinter der letzten gezeigten Stelle unterscheiden, läsen sich wie einer. */
const lookAlike = (f: FactReader): boolean => f.money('charged_unit') === f.money('agreed_unit');
const product = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? f.name('product') : v.pick('Ihr Abonnement', 'dein Abonnement');
const perUnit = (f: FactReader): string => (f.count('quantity') > 1 ? ' je Einheit' : '');

const whichPrice: readonly Sentence[] = [
  (_, v) =>
    `Bevor wir sagen können, was das für ${v.pick('Ihre', 'deine')} Rechnungen bedeutet, klären wir, welcher Preis für ${v.pick('Sie', 'dich')} gilt.`,
];
const price = (what: Sentence): RuleText => ({
  story: [what],
  conclusion: { billing_error: [difference], likely_error: whichPrice },
});

const taxed = (why: (v: Voice) => { readonly one: string; readonly several: string }): RuleText => ({
  story: [
    (f, v) =>
      f.count('invoice_count') > 1
        ? `${why(v).several}; trotzdem wurde auf ${numberWord(f.count('invoice_count'))} ${v.pick('Ihrer', 'deiner')} Rechnungen Steuer berechnet.`
        : `Als ${v.pick('Ihre', 'deine')} Rechnung vom ${f.date('invoice_at')} ausgestellt wurde, ${why(v).one}; trotzdem wurde darauf Steuer${f.has('percent') ? ` von ${f.percent('percent')}` : ''} berechnet.`,
  ],
  conclusion: {
    billing_error: [(f) => `Diese Steuer von ${f.money('amount')} wurde irrtümlich berechnet.`],
    likely_error: [() => 'Wir klären gerade, ob die Befreiung für diese Rechnung gilt.'],
  },
});

const newTotal: Sentence = (f, v) =>
  `Deshalb beträgt ${v.pick('Ihre', 'deine')} Rechnung${f.has('invoice_at') ? ` vom ${f.date('invoice_at')}` : ''} ${f.money('now')} statt ${f.money('before')}, also ${f.money('difference')} mehr.`;
const yourDiscount = (f: FactReader, v: Voice): string => discount(f, v.pick('Ihr', 'Dein'));

export const amounts: Readonly<
  Record<
    KeysOf<
      'discount-not-applied' | 'charged-above-agreed-price' | 'tax-on-exempt-customer' | 'discount-ended'
    >,
    RuleText
  >
> = {
  'discount-not-applied/promised': {
    story: [
      (f, v) => {
        const whom = v.pick('Ihnen', 'dir');
        return f.has('promised_at')
          ? `Am ${f.date('promised_at')} haben wir ${whom} ${discount(f, 'den', 'einen')} zugesagt, aber ${onInvoices(f, v)} fehlt er.`
          : `Wir haben ${whom} ${discount(f, 'den', 'einen')} zugesagt, aber ${onInvoices(f, v)} fehlt er.`;
      },
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'Wir klären gerade, zu welchen Bedingungen er zugesagt war.'],
    },
  },
  'discount-not-applied/attached': {
    story: [(f, v) => `${yourDiscount(f, v)} wurde ${onInvoices(f, v)} nicht abgezogen, obwohl er galt.`],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'Wir klären gerade, ob er für alles auf der Rechnung gilt.'],
    },
  },

  'charged-above-agreed-price/contract': price((f, v) => {
    if (lookAlike(f)) {
      return `Seit dem ${f.date('since')} wurde ${v.pick('Ihnen', 'dir')} für ${product(f, v)} mehr berechnet als vereinbart.`;
    }
    const agreed =
      f.minor('agreed_unit') === 0
        ? `Mit ${v.pick('Ihnen', 'dir')} ist vereinbart, dass ${product(f, v)} kostenlos ist`
        : `Für ${product(f, v)} haben wir mit ${v.pick('Ihnen', 'dir')} einen Preis von ${f.money('agreed_unit')}${perUnit(f)} vereinbart`;
    return `${agreed}; seit dem ${f.date('since')} wurden jedoch ${f.money('charged_unit')}${perUnit(f)} berechnet.`;
  }),
  'charged-above-agreed-price/list': price((f, v) =>
    lookAlike(f)
      ? `Seit dem ${f.date('since')} wurde ${v.pick('Ihnen', 'dir')} für ${product(f, v)} mehr als der Listenpreis berechnet.`
      : `Der Preis für ${product(f, v)} beträgt ${f.money('agreed_unit')}${perUnit(f)}; seit dem ${f.date('since')} wurden jedoch ${f.money('charged_unit')}${perUnit(f)} berechnet.`,
  ),
  'charged-above-agreed-price/no_notice': price((f, v) =>
    lookAlike(f)
      ? `Seit dem ${f.date('since')} ist der Preis für ${product(f, v)} höher, ohne dass diese Änderung rechtzeitig angekündigt wurde.`
      : `Seit dem ${f.date('since')} wurden ${v.pick('Ihnen', 'dir')} für ${product(f, v)} ${f.money('charged_unit')}${perUnit(f)} statt ${f.money('agreed_unit')} berechnet, ohne dass diese Änderung rechtzeitig angekündigt wurde.`,
  ),

  'tax-on-exempt-customer/snapshot': taxed((v) => ({
    one: `war ${v.pick('Ihr', 'dein')} Konto als steuerbefreit hinterlegt`,
    several: `${v.pick('Ihr', 'Dein')} Konto ist als steuerbefreit hinterlegt`,
  })),
  'tax-on-exempt-customer/certificate': taxed((v) => ({
    one: `lag uns ${v.pick('Ihre', 'deine')} Steuerbefreiung vor`,
    several: `${v.pick('Ihre', 'Deine')} Steuerbefreiung liegt uns vor`,
  })),

  'discount-ended/once': {
    story: [(f, v) => `${yourDiscount(f, v)} galt nur für eine Rechnung.`, newTotal],
    conclusion: {},
  },
  'discount-ended/repeating': {
    story: [
      (f, v) =>
        f.has('months') && f.count('months') !== 1
          ? `${yourDiscount(f, v)} galt für ${numberWord(f.count('months'))} Monate und endete am ${f.date('ended_at')}.`
          : `${yourDiscount(f, v)} galt für begrenzte Zeit und endete am ${f.date('ended_at')}.`,
      newTotal,
    ],
    conclusion: {},
  },
  'discount-ended/ended': {
    story: [(f, v) => `${yourDiscount(f, v)} endete am ${f.date('ended_at')}.`, newTotal],
    conclusion: {},
  },
};
