import type { FamilyTexts, RuleText, Sentence } from '../../language.ts';
import { discount, invoices } from '../words.ts';

const tooMuch: Sentence = (f) => `そのため、${f.money('amount')}を多くご請求しておりました。`;

/** A discount that went missing, by why it did. */
const lost = (why: string): RuleText => ({
  story: [
    (f) =>
      `${f.date('last_at')}までの請求書には${discount(f)}が反映されておりましたが、${why}${invoices(f)}には反映されておりませんでした。`,
    (f) => (f.has('ends_at') ? `この割引の期限は${f.date('ends_at')}です。` : null),
  ],
  conclusion: {
    billing_error: [tooMuch],
    likely_error: [() => 'この割引が継続するものであったかどうかを確認しております。'],
  },
});

const otherCurrency: Sentence = (f) =>
  `${f.money('discount_amount')}の割引は有効でしたが、請求書の通貨が異なるため、${invoices(f)}に反映されておりませんでした。`;

const due: Sentence = (f) =>
  `${f.date('invoice_at')}の請求書の合計は${f.money('total')}で、お支払いいただく金額は${f.money('due')}でした。`;

/** Japanese texts of rules about discounts and credits. */
export const discounts: FamilyTexts = {
  'discount-lost/plan_change': lost('プランの変更以降の'),
  'discount-lost/new_subscription': lost('新しいサブスクリプションの開始以降の'),
  'discount-lost/stopped_early': lost('その後の'),

  'discount-too-small/terms': {
    story: [(f) => `${invoices(f)}に、${discount(f)}の一部しか反映されておりませんでした。`],
    conclusion: { billing_error: [tooMuch] },
  },
  'discount-too-small/stated': {
    story: [
      (f) =>
        f.has('given_percent')
          ? `弊社の記録には${f.percent('percent')}の割引との記載がございますが、${invoices(f)}に反映されたのは${f.percent('given_percent')}でした。`
          : `弊社の記録に記載のある割引と、${invoices(f)}に反映された割引が異なっております。`,
    ],
    conclusion: {
      likely_error: [() => 'どちらの割引をお約束したものかを確認しております。'],
    },
  },

  'discount-other-currency/converted': {
    story: [otherCurrency],
    conclusion: {
      likely_error: [
        (f) =>
          `割引額はおよそ${f.money('amount')}となりますが、お客様の通貨での正確な金額を確認しております。`,
      ],
    },
  },
  'discount-other-currency/unvalued': {
    story: [otherCurrency],
    conclusion: { likely_error: [() => 'お客様の通貨での割引額を確認しております。'] },
  },

  'promised-credit-missing/overdue': {
    story: [
      (f) =>
        `${f.date('promised_at')}に${f.money('promised')}のクレジットをお約束しておりましたが、アカウントに反映されておりませんでした。`,
    ],
    conclusion: {
      billing_error: [(f) => `本来は${f.date('due_at')}までに反映すべきものでした。`],
    },
  },
  'promised-credit-missing/unclear': {
    story: [
      (f) =>
        `${f.date('promised_at')}に${f.money('promised')}のクレジットをお約束し、その後${f.has('booked') ? f.money('booked') : '別の金額'}がアカウントに反映されております。`,
    ],
    conclusion: { likely_error: [() => '不足している金額を確認しております。'] },
  },

  'credit-balance-not-applied': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書を発行した時点で${f.money('credit')}のクレジットがございましたが、そのうち${f.money('amount')}が充当されておりませんでした。`,
    ],
    conclusion: {
      billing_error: [(f) => `そのため、${f.money('amount')}を多くお支払いいただいております。`],
    },
  },

  'balance-debit-without-cause/twice': {
    story: [
      (f) =>
        `少額の${f.money('amount')}の繰り越しが、${f.date('first_at')}と${f.date('booked_at')}にアカウントへ重ねて計上されておりました。`,
    ],
    conclusion: {
      billing_error: [() => 'お支払いいただくのは一回分のみで、あとの計上は誤りです。'],
    },
  },
  'balance-debit-without-cause/other_customer': {
    story: [
      (f) =>
        `${f.date('booked_at')}に、お客様のものではない${f.money('amount')}がアカウントに計上されておりました。`,
    ],
    conclusion: { billing_error: [() => 'この金額をお支払いいただく必要はございません。'] },
  },
  'balance-debit-without-cause/no_source': {
    story: [
      (f) =>
        `${f.date('booked_at')}に、理由の記載のない${f.money('amount')}がアカウントに計上されております。`,
    ],
    conclusion: { likely_error: [() => '何についての金額かを調べております。'] },
  },

  'billing-credits-not-used': {
    story: [
      (f) =>
        `前払いのクレジット${f.hasText('grant') ? f.name('grant') : ''}をお持ちですが、${invoices(f)}のご利用分に充当されておりませんでした。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },

  'balance-applied/carried': {
    story: [
      due,
      (f) =>
        `差額の${f.money('applied')}は、単独ではご請求できない少額であったため${f.has('booked_at') ? `、${f.date('booked_at')}に` : ''}以前の請求書から繰り越されたものです。`,
    ],
    conclusion: {},
  },
  'balance-applied/reduced': {
    story: [
      due,
      (f) =>
        `${f.money('applied')}はアカウントのクレジットから充当されております${f.has('left') ? `（残り${f.money('left')}）` : ''}。`,
    ],
    conclusion: {},
  },
  'balance-applied/increased': {
    story: [
      due,
      (f) =>
        `差額の${f.money('applied')}は、以前からアカウントに未払いとして残っていたものです${f.has('booked_at') ? `（${f.date('booked_at')}に計上）` : ''}。`,
    ],
    conclusion: {},
  },
};
