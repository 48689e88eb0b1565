import type { FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { discount, invoices, product } from './words.ts';

const tooMuch = (f: FactReader): string => `そのため、${f.money('amount')}を多くご請求しておりました。`;

/** ($49.00 − $39.00) × 5 × 請求書3件 = $150.00, as far as it adds up to the amount. */
const difference = (f: FactReader): string => {
  const quantity = f.count('quantity');
  const invoiceCount = f.count('invoice_count');
  const perUnit = f.minor('charged_unit') - f.minor('agreed_unit');
  const sum = perUnit * quantity * invoiceCount;
  if (sum !== f.minor('amount')) {
    // Unit prices may be rounded to what is shown; a larger difference is the tax.
    if (lookAlike(f) || Math.abs(f.minor('amount') - sum) <= quantity * invoiceCount)
      return `合計で${f.money('amount')}を多くご請求しておりました。`;
    return f.minor('amount') > sum
      ? `税を含めますと、${f.money('amount')}を多くご請求しておりました。`
      : `このうち${f.money('amount')}は、現在も多くご請求したままとなっております。`;
  }
  const factors = [
    `${f.money('charged_unit')} − ${f.money('agreed_unit')}`,
    ...(quantity > 1 ? [`${quantity}`] : []),
    ...(invoiceCount > 1 ? [`請求書${invoiceCount}件`] : []),
  ];
  if (f.minor('agreed_unit') === 0 && factors.length === 1)
    return `そのため、${f.money('amount')}を多くご請求しておりました。`;
  const calculation = factors.length === 1 ? factors[0] : `(${factors[0]}) × ${factors.slice(1).join(' × ')}`;
  return `差額は${calculation} = ${f.money('amount')}で、この分を多くご請求しておりました。`;
};

/** Two prices that only differ beyond the last shown digit would read as one. */
const lookAlike = (f: FactReader): boolean => f.money('charged_unit') === f.money('agreed_unit');
const since = (f: FactReader): string => `${f.date('since')}以降`;
/** 単位あたり, where more than one unit was billed. */
const perUnit = (f: FactReader): string => (f.count('quantity') > 1 ? '単位あたり' : '');

const stillAgreed = 'ご請求への影響をお伝えする前に、お客様に適用される料金を確認しております。';

const endedPrice = (f: FactReader): string =>
  `そのため、${f.has('invoice_at') ? `${f.date('invoice_at')}の` : ''}請求書の金額は${f.money('before')}ではなく${f.money('now')}となっており、差額は${f.money('difference')}です。`;

const exempt = (still: string, then: string): RuleText => ({
  story: [
    (f) =>
      f.count('invoice_count') > 1
        ? `${still}、${invoices(f)}に税を加算しておりました。`
        : `${f.date('invoice_at')}の請求書を発行した時点で${then}、${f.has('percent') ? `${f.percent('percent')}の` : ''}税を加算しておりました。`,
  ],
  conclusion: {
    billing_error: [(f) => `この税額${f.money('amount')}は、誤ってご請求したものです。`],
    likely_error: [() => 'この請求書が免税の対象に含まれるかどうかを確認しております。'],
  },
});

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
      (f) =>
        `${f.has('promised_at') ? `${f.date('promised_at')}に` : ''}${discount(f)}をお約束しておりましたが、${invoices(f)}に反映されておりませんでした。`,
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'お約束の条件を確認しております。'],
    },
  },
  'discount-not-applied/attached': {
    story: [(f) => `有効な${discount(f)}が、${invoices(f)}に反映されておりませんでした。`],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => '請求書のすべての項目が割引の対象となるかどうかを確認しております。'],
    },
  },

  'charged-above-agreed-price/contract': {
    story: [
      (f) => {
        if (lookAlike(f))
          return `${since(f)}、${product(f)}について、お約束した料金を上回る金額をご請求しておりました。`;
        return f.minor('agreed_unit') === 0
          ? `${product(f)}は無料とお約束しておりましたが、${since(f)}、${perUnit(f)}${f.money('charged_unit')}をご請求しておりました。`
          : `${product(f)}の料金を${perUnit(f)}${f.money('agreed_unit')}とお約束しておりましたが、${since(f)}、${perUnit(f)}${f.money('charged_unit')}をご請求しておりました。`;
      },
    ],
    conclusion: { billing_error: [difference], likely_error: [() => stillAgreed] },
  },
  'charged-above-agreed-price/list': {
    story: [
      (f) =>
        lookAlike(f)
          ? `${since(f)}、${product(f)}について、定価を上回る金額をご請求しておりました。`
          : `${product(f)}の料金は${perUnit(f)}${f.money('agreed_unit')}ですが、${since(f)}、${perUnit(f)}${f.money('charged_unit')}をご請求しておりました。`,
    ],
    conclusion: { billing_error: [difference], likely_error: [() => stillAgreed] },
  },
  'charged-above-agreed-price/no_notice': {
    story: [
      (f) =>
        lookAlike(f)
          ? `${since(f)}、必要な事前のご案内を差し上げないまま、${product(f)}の料金を引き上げておりました。`
          : `${since(f)}、必要な事前のご案内を差し上げないまま、${product(f)}について${perUnit(f)}${f.money('agreed_unit')}ではなく${f.money('charged_unit')}をご請求しておりました。`,
    ],
    conclusion: { billing_error: [difference], likely_error: [() => stillAgreed] },
  },

  'tax-on-exempt-customer/snapshot': exempt(
    'お客様のアカウントは免税としてご登録いただいておりますが',
    'お客様のアカウントは免税としてご登録いただいておりましたが',
  ),
  'tax-on-exempt-customer/certificate': exempt(
    'お客様の免税証明書をお預かりしておりますが',
    'お客様の免税証明書をお預かりしておりましたが',
  ),

  'discount-ended/once': {
    story: [(f) => `${discount(f)}は、一回限り有効なものでした。`, endedPrice],
    conclusion: {},
  },
  'discount-ended/repeating': {
    story: [
      (f) =>
        f.has('months') && f.count('months') !== 1
          ? `${discount(f)}は${f.count('months')}か月間の割引で、${f.date('ended_at')}に終了いたしました。`
          : `${discount(f)}は期間限定の割引で、${f.date('ended_at')}に終了いたしました。`,
      endedPrice,
    ],
    conclusion: {},
  },
  'discount-ended/ended': {
    story: [(f) => `${discount(f)}は、${f.date('ended_at')}に終了いたしました。`, endedPrice],
    conclusion: {},
  },
};
