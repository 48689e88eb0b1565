import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { numberWord, Ta, Ton, ta, tes, ton, youHas } from './words.ts';

/** `la remise « Welcome 20 » (20 %)`, `une remise de 20 %`. */
const discount = (f: FactReader, article: string, unnamed = article): string => {
  const size = f.discountSize();
  if (f.hasText('discount'))
    return `${article} remise ${f.name('discount')}${size === null ? '' : ` (${size})`}`;
  return size === null ? `${unnamed} remise` : `${unnamed} remise de ${size}`;
};

/** « votre facture du 10 novembre », « trois de vos factures ». */
const invoices = (f: FactReader, v: Voice): string =>
  f.count('invoice_count') > 1
    ? `${numberWord(f.count('invoice_count'))} de ${tes(v)} factures`
    : `${ta(v)} facture du ${f.date('invoice_at')}`;

const tooMuch: Sentence = (f, v) =>
  `Un montant de ${f.money('amount')} ${youHas(v)} donc été facturé en trop.`;

/** « (49,00 € − 39,00 €) × 5 × 3 factures = 150,00 € », tant que cela donne bien le montant. */
const difference: Sentence = (f) => {
  const quantity = f.count('quantity');
  const invoiceCount = f.count('invoice_count');
  const perUnit = f.minor('charged_unit') - f.minor('agreed_unit');
  const sum = perUnit * quantity * invoiceCount;
  if (sum !== f.minor('amount')) {
    // Unit prices may be rounded to what is shown; a larger difference is the tax.
    if (lookAlike(f) || Math.abs(f.minor('amount') - sum) <= quantity * invoiceCount)
      return `Au total, un montant de ${f.money('amount')} a été facturé en trop.`;
    return f.minor('amount') > sum
      ? `Avec les taxes, cela fait ${f.money('amount')} en trop.`
      : `De cette différence, il reste ${f.money('amount')} en trop.`;
  }
  const factors = [
    `${f.money('charged_unit')} − ${f.money('agreed_unit')}`,
    ...(quantity > 1 ? [`${quantity}`] : []),
    ...(invoiceCount > 1 ? [`${invoiceCount} factures`] : []),
  ];
  if (f.minor('agreed_unit') === 0 && factors.length === 1) return `Cela fait ${f.money('amount')} en trop.`;
  const product = factors.length === 1 ? factors[0] : `(${factors[0]}) × ${factors.slice(1).join(' × ')}`;
  return `Le calcul : ${product} = ${f.money('amount')} en trop.`;
};

/** Deux prix qui ne diffèrent qu'au-delà du dernier chiffre affiché se liraient comme un seul. */
const lookAlike = (f: FactReader): boolean => f.money('charged_unit') === f.money('agreed_unit');
const forProduct = (f: FactReader, v: Voice): string =>
  `pour ${f.hasText('product') ? f.name('product') : `${ton(v)} abonnement`}`;
const perUnit = (f: FactReader): string => (f.count('quantity') > 1 ? ' par unité' : '');

const whichPrice: readonly Sentence[] = [
  (_, v) =>
    v.pick(
      "Avant de pouvoir vous dire ce que cela change pour vos factures, nous vérifions quel prix s'applique.",
      "Avant de pouvoir te dire ce que cela change pour tes factures, nous vérifions quel prix s'applique.",
    ),
];
const price = (what: Sentence): RuleText => ({
  story: [what],
  conclusion: { billing_error: [difference], likely_error: whichPrice },
});
const priceBilled = (f: FactReader): string =>
  `depuis le ${f.date('since')}, le prix facturé est de ${f.money('charged_unit')}${perUnit(f)}`;

const taxed = (why: (v: Voice) => { readonly one: string; readonly several: string }): RuleText => ({
  story: [
    (f, v) =>
      f.count('invoice_count') > 1
        ? `${why(v).several} ; des taxes ont pourtant été ajoutées à ${invoices(f, v)}.`
        : `Au moment de ${ta(v)} facture du ${f.date('invoice_at')}, ${why(v).one} ; une taxe${f.has('percent') ? ` de ${f.percent('percent')}` : ''} y a pourtant été ajoutée.`,
  ],
  conclusion: {
    billing_error: [
      (f) =>
        f.count('invoice_count') > 1
          ? `Ces taxes, ${f.money('amount')} au total, ont été facturées par erreur.`
          : `Cette taxe de ${f.money('amount')} a été facturée par erreur.`,
    ],
    likely_error: [() => "Nous vérifions si l'exonération couvre cette facture."],
  },
});

const newTotal: Sentence = (f, v) =>
  `C'est pourquoi ${ta(v)} facture${f.has('invoice_at') ? ` du ${f.date('invoice_at')}` : ''} est de ${f.money('now')} au lieu de ${f.money('before')}, soit ${f.money('difference')} de plus.`;
const yourDiscount = (f: FactReader, v: Voice): string => discount(f, Ta(v));

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
        const promised = `nous ${v.pick('vous avons', "t'avons")} promis ${discount(f, 'la', 'une')}, mais elle manque sur ${invoices(f, v)}.`;
        return f.has('promised_at')
          ? `Le ${f.date('promised_at')}, ${promised}`
          : promised.replace(/^n/, 'N');
      },
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'Nous vérifions à quelles conditions elle a été promise.'],
    },
  },
  'discount-not-applied/attached': {
    story: [
      (f, v) =>
        `${yourDiscount(f, v)} n'a pas été déduite de ${invoices(f, v)}, alors qu'elle était en vigueur.`,
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => "Nous vérifions si elle s'applique à tout ce qui figure sur la facture."],
    },
  },

  'charged-above-agreed-price/contract': price((f, v) => {
    const withYou = v.pick('avec vous', 'avec toi');
    if (lookAlike(f)) {
      return `Depuis le ${f.date('since')}, le prix facturé ${forProduct(f, v)} est plus élevé que celui convenu ${withYou}.`;
    }
    return f.minor('agreed_unit') === 0
      ? `Nous avions convenu ${withYou} de ne rien facturer ${forProduct(f, v)}, mais ${priceBilled(f)}.`
      : `Nous avions convenu ${withYou} d'un prix de ${f.money('agreed_unit')}${perUnit(f)} ${forProduct(f, v)}, mais ${priceBilled(f)}.`;
  }),
  'charged-above-agreed-price/list': price((f, v) =>
    lookAlike(f)
      ? `Depuis le ${f.date('since')}, le prix facturé ${forProduct(f, v)} est plus élevé que le prix du tarif.`
      : `Le prix ${forProduct(f, v)} est de ${f.money('agreed_unit')}${perUnit(f)}, mais ${priceBilled(f)}.`,
  ),
  'charged-above-agreed-price/no_notice': price((f, v) =>
    lookAlike(f)
      ? `Depuis le ${f.date('since')}, le prix ${forProduct(f, v)} est plus élevé, sans le préavis qu'exige un tel changement.`
      : `Depuis le ${f.date('since')}, le prix facturé ${forProduct(f, v)} est de ${f.money('charged_unit')}${perUnit(f)} au lieu de ${f.money('agreed_unit')}, sans le préavis qu'exige un tel changement.`,
  ),

  'tax-on-exempt-customer/snapshot': taxed((v) => ({
    one: `${ton(v)} compte était enregistré comme exonéré de taxes`,
    several: `${Ton(v)} compte est enregistré comme exonéré de taxes`,
  })),
  'tax-on-exempt-customer/certificate': taxed((v) => ({
    one: `${ton(v)} exonération de taxes figurait dans nos dossiers`,
    several: `${Ton(v)} exonération de taxes figure dans nos dossiers`,
  })),

  'discount-ended/once': {
    story: [(f, v) => `${yourDiscount(f, v)} n'était valable que pour une facture.`, newTotal],
    conclusion: {},
  },
  'discount-ended/repeating': {
    story: [
      (f, v) =>
        f.has('months') && f.count('months') !== 1
          ? `${yourDiscount(f, v)} était accordée pour ${numberWord(f.count('months'))} mois et a pris fin le ${f.date('ended_at')}.`
          : `${yourDiscount(f, v)} était accordée pour une durée limitée et a pris fin le ${f.date('ended_at')}.`,
      newTotal,
    ],
    conclusion: {},
  },
  'discount-ended/ended': {
    story: [(f, v) => `${yourDiscount(f, v)} a pris fin le ${f.date('ended_at')}.`, newTotal],
    conclusion: {},
  },
};
