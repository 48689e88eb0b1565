import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence } from '../../language.ts';
import { product } from '../words.ts';

const item = (f: FactReader): string => (f.hasText('item') ? f.name('item') : '単発の項目');

const tooMuch: Sentence = (f) =>
  f.has('invoice_count') && f.count('invoice_count') > 1
    ? `そのため、請求書${f.count('invoice_count')}件の合計で、税込み${f.money('amount')}を多くご請求しておりました。`
    : `そのため、税込みで${f.money('amount')}を多くご請求しておりました。`;

const changed = (story: (f: FactReader) => string): RuleText => ({
  story: [story],
  conclusion: {
    billing_error: [() => 'この変更について、お客様からのご依頼は確認できておりません。', tooMuch],
  },
});

const early: Sentence = (f) =>
  `${f.date('invoice_at')}にご請求した${f.money('amount')}は、その時点までのご利用分です。ご利用量が一定の金額に達した場合は、期間の途中でご請求しております。`;

const sameUnitPrice: Sentence = () => '単価に変更はございません。';

/** Japanese texts of rules about price, quantity and usage. */
export const prices: FamilyTexts = {
  'billed-other-price': {
    story: [
      (f) =>
        `${product(f)}について、ご注文の料金は${f.money('ordered')}ですが、${f.money('billed')}をご請求しておりました。`,
    ],
    conclusion: {
      billing_error: [tooMuch],
      likely_error: [() => 'ご注文いただいた料金を確認しております。'],
    },
  },
  'change-without-consent/change_plan': changed(
    (f) =>
      `${f.date('changed_at')}に、サブスクリプションが料金の高い${f.hasText('product') ? f.name('product') : 'プラン'}に変更されておりました。`,
  ),
  'change-without-consent/add_on': changed(
    (f) =>
      `${f.date('changed_at')}に、サブスクリプションに${f.hasText('product') ? f.name('product') : '追加オプション'}が追加されておりました。`,
  ),
  'change-without-consent/change_quantity': changed(
    (f) => `${f.date('changed_at')}に、${product(f)}のご請求数量が引き上げられておりました。`,
  ),
  'quantity-above-owed/seats': {
    story: [
      (f) =>
        `${f.date('period_start')}からの期間について、${product(f)}を${f.count('billed')}席分ご請求しておりましたが、実際のご利用は${f.count('owed')}席でした。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'quantity-above-owed/minimum': {
    story: [
      (f) =>
        `${f.date('period_start')}からの期間について、${product(f)}を${f.count('billed')}席分ご請求しておりましたが、ご契約上は${f.count('owed')}席です。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'line-amount-wrong': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書で、${product(f)}について${f.money('billed')}をご請求しておりましたが、ご利用の数量での料金は${f.money('due')}です。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'usage-overbilled': {
    story: [
      (f) =>
        `${f.date('period_start')}から${f.date('period_end')}までの期間について、${product(f)}を${f.count('billed')}単位分ご請求しておりましたが、実際のご利用は${f.count('metered')}単位でした。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'threshold-usage-billed-again': {
    story: [
      (f) =>
        `${product(f)}のご利用分の一部は${f.date('threshold_at')}にすでにご請求しておりましたが、${f.date('invoice_at')}の請求書で、同じ${f.count('again')}単位分を再度ご請求しておりました。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'one-off-not-agreed/no_request': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書で${item(f)}をご請求しておりましたが、お客様からのご注文は確認できておりません。`,
    ],
    conclusion: {
      billing_error: [(f) => `そのため、税込みで${f.money('amount')}を誤ってご請求しておりました。`],
    },
  },
  'one-off-not-agreed/above_request': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書で、${item(f)}について、ご承諾いただいた金額を上回るご請求をしておりました。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'billed-though-free': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書で${product(f)}をご請求しておりましたが、お客様は無料でご利用いただけます。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'amount-changed/quantity': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書の金額がこれまでと異なるのは、${product(f)}の数量が${f.count('quantity_before')}から${f.count('quantity')}に変わったためです。`,
    ],
    conclusion: { valid_but_confusing: [sameUnitPrice] },
  },
  'amount-changed/usage': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書の金額がこれまでと異なるのは、${product(f)}のご利用量が${f.count('quantity_before')}単位から${f.count('quantity')}単位に変わったためです。`,
    ],
    conclusion: { valid_but_confusing: [sameUnitPrice] },
  },
  'usage-tier-reached/graduated': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書は${product(f)}の${f.count('quantity')}単位分で（前回は${f.count('quantity_before')}単位）、増えた分には別の単価が適用されます。`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => `それぞれの段階の単価で計算した合計が、${f.money('amount')}です。`],
    },
  },
  'usage-tier-reached/volume': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書は${product(f)}の${f.count('quantity')}単位分で（前回は${f.count('quantity_before')}単位）、この数量には別の単価が適用されます。`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => `この単価がすべての数量に適用され、合計は${f.money('amount')}です。`],
    },
  },
  'price-change-announced/announced': {
    story: [
      (f) =>
        `${f.has('since') ? `${f.date('since')}以降、` : '現在、'}${product(f)}の料金は${f.money('before')}から${f.money('now')}に変わっております。`,
      (f) => `この変更は${f.date('notice_at')}にご案内しております。`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => `${f.date('invoice_at')}の請求書は、新しい料金での最初のご請求です。`],
    },
  },
  'price-change-announced/contract_ended': {
    story: [
      (f) =>
        `${product(f)}を${f.money('before')}でご提供するお取り決めが終了し、以降は通常料金の${f.money('now')}が適用されております。`,
    ],
    conclusion: {
      valid_but_confusing: [(f) => `${f.date('invoice_at')}の請求書は、この料金での最初のご請求です。`],
    },
  },
  'threshold-invoice/running': {
    story: [early],
    conclusion: {
      valid_but_confusing: [() => '請求期間の終わりには、その後のご利用分のみをご請求いたします。'],
    },
  },
  'threshold-invoice/closed': {
    story: [early],
    conclusion: {
      valid_but_confusing: [() => '請求期間の終わりの請求書も、同じ期間に属するものです。'],
    },
  },
};
