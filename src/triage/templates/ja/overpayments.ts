import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

const ofProduct = (f: FactReader): string => (f.hasText('product') ? `${f.name('product')}の` : '');

const tooMuch: Sentence = (f) =>
  f.minor('paid') - f.minor('asked') === f.minor('amount')
    ? `そのため、${f.money('amount')}を多くお支払いいただいております。`
    : `多くお支払いいただいた金額のうち、${f.money('amount')}をまだお返しできておりません。`;
const keepAsCredit: Sentence = () => '次回以降のご請求への充当をご希望の場合は、お知らせください。';

const sameTime = (f: FactReader): string => {
  const days = f.sameDay('first_at', 'again_at')
    ? `${f.date('first_at')}に発行した複数の請求書`
    : `${f.date('first_at')}と${f.date('again_at')}の請求書`;
  return `${days}で、いずれも${ofProduct(f)}${f.date('period_start')}から${f.date('period_end')}までの料金をご請求しておりました。`;
};

const trial = (f: FactReader): string =>
  `${ofProduct(f)}無料トライアルは${f.date('trial_end')}までの予定でしたが`;

export const overpayments: Readonly<
  Record<KeysOf<'invoice-overpaid' | 'period-invoiced-twice' | 'charged-during-trial'>, RuleText>
> = {
  'invoice-overpaid/several_payments': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書の金額は${f.money('asked')}ですが、これに対するお支払いは合計${f.money('paid')}となっております。`,
    ],
    conclusion: { billing_error: [tooMuch, keepAsCredit] },
  },
  'invoice-overpaid/one_payment': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書の金額は${f.money('asked')}ですが、${f.money('paid')}をお支払いいただいております。`,
    ],
    conclusion: { billing_error: [tooMuch, keepAsCredit] },
  },

  'period-invoiced-twice/paid': {
    story: [sameTime],
    conclusion: {
      billing_error: [
        (f) => `この期間のご請求は一回のみとなるべきで、${f.money('amount')}は誤ってご請求したものです。`,
      ],
    },
  },
  'period-invoiced-twice/open': {
    story: [sameTime],
    conclusion: {
      billing_error: [
        (f) =>
          f.sameDay('first_at', 'again_at')
            ? `この期間のご請求は一回のみとなるべきで、${f.money('amount')}のご請求は誤りですので、弊社からご連絡するまで、未払いの請求書のお支払いはお待ちください。`
            : `この期間のご請求は一回のみとなるべきで、${f.date('again_at')}の未払いの請求書の${f.money('amount')}は誤りですので、弊社からご連絡するまで、お支払いはお待ちください。`,
      ],
    },
  },

  'charged-during-trial/paid': {
    story: [(f) => `${trial(f)}、${f.date('charged_at')}にご請求しておりました。`],
    conclusion: {
      billing_error: [
        (f) =>
          `トライアルの終了まで料金は発生いたしませんので、${f.money('amount')}は誤ってご請求したものです。`,
      ],
    },
  },
  'charged-during-trial/open': {
    story: [
      (f) => `${trial(f)}、${f.date('charged_at')}に請求書をお送りしておりました。`,
      () => 'この請求書はまだ支払われておりません。',
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `トライアルの終了まで料金は発生せず、${f.money('amount')}のご請求は誤りですので、弊社からご連絡するまで、この請求書のお支払いはお待ちください。`,
      ],
    },
  },
};
