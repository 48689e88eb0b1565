import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

/** The extra one is the same product again, or a plan that the other one replaced: true of both. */
const besideAnother = (f: FactReader): string =>
  `${f.date('since')}以降、${f.hasText('product') ? `${f.name('product')}の` : ''}サブスクリプションが、同じ内容を含む別のサブスクリプションと並行して有効になっており`;

const nextInvoice: Sentence = (f) =>
  f.has('next_at')
    ? `なお、重複しているサブスクリプションの次回の請求予定日が${f.date('next_at')}であることも把握しております。`
    : null;

const bothNeeded: readonly Sentence[] = [
  () => '両方とも必要なご契約かどうかを確認しております。',
  () =>
    '別々のチームやプロジェクトでお使いになるなど、両方とも必要でしたら、お手数ですがその旨をお知らせください。',
];

const chargedOn = (f: FactReader): string =>
  f.sameDay('ended_at', 'charged_at') ? '同日' : f.date('charged_at');
const period = (f: FactReader): string => `${f.date('period_start')}から${f.date('period_end')}までの期間`;

/** 「Basic」から「Pro」へ. */
const fromTo = (f: FactReader): string =>
  f.hasText('from_plan') && f.hasText('to_plan') ? `${f.name('from_plan')}から${f.name('to_plan')}へ` : '';

/** What the invoice does, with both amounts as they count in its total. */
const twoParts =
  (credited: (f: FactReader) => string, charged: (f: FactReader) => string) =>
  (f: FactReader): string =>
    `そのため、請求書では${credited(f)}として${f.money('credit')}を差し引き、${f.date('period_end')}までの${charged(f)}として${f.money('charge')}をご請求しております（いずれも割引と税を反映した金額です）。`;

const sum = (f: FactReader): string => {
  const credit = Math.abs(f.minor('credit'));
  const charge = Math.abs(f.minor('charge'));
  const net = f.minor('net');
  if (charge - credit !== net) {
    return net < 0
      ? `差し引き${f.money('net')}が、お客様の残高に加算されます。`
      : `差し引きのご請求額は${f.money('net')}です。`;
  }
  return net < 0
    ? `差し引き、${f.money('credit')} − ${f.money('charge')} = ${f.money('net')}が、お客様の残高に加算されます。`
    : `差し引きのご請求額は、${f.money('charge')} − ${f.money('credit')} = ${f.money('net')}です。`;
};

const oldPlan = (f: FactReader): string =>
  `${f.hasText('from_plan') ? f.name('from_plan') : '変更前のプラン'}の未使用期間分`;
const newPlan = (f: FactReader): string =>
  `${f.hasText('to_plan') ? f.name('to_plan') : '変更後のプラン'}の料金`;

const waited: Sentence = (f) =>
  f.has('billed_at') ? `この変更の分は、${f.date('billed_at')}の請求書でご請求しております。` : null;

const noDayTwice: Sentence = () =>
  '日割りで計算しておりますので、ご請求額は正しく、同じ日の分を重ねてお支払いいただくことはございません。';

const planChange = (what: (f: FactReader) => string): RuleText => ({
  story: [what, waited, twoParts(oldPlan, newPlan), sum],
  conclusion: { valid_but_confusing: [noDayTwice] },
});

export const subscriptions: Readonly<
  Record<KeysOf<'duplicate-subscription' | 'charged-after-cancellation' | 'plan-change-proration'>, RuleText>
> = {
  'duplicate-subscription/paid': {
    story: [(f) => `${besideAnother(f)}、両方をご請求しておりました。`],
    conclusion: {
      billing_error: [
        (f) =>
          `ご請求の対象となるのは一方のみで、重複しているサブスクリプションの${f.money('amount')}${f.count('invoice_count') > 1 ? `（請求書${f.count('invoice_count')}件分）` : ''}は誤ってご請求したものです。`,
        nextInvoice,
      ],
      likely_error: bothNeeded,
    },
  },
  'duplicate-subscription/unpaid': {
    story: [
      (f) => `${besideAnother(f)}ます。`,
      () => 'そのうち一方については、これまでお支払いはございません。',
    ],
    conclusion: {
      billing_error: [() => 'ご請求の対象となるのは一方のみです。', nextInvoice],
      likely_error: bothNeeded,
    },
  },

  'charged-after-cancellation/paid': {
    story: [
      (f) =>
        `サブスクリプションは${f.date('ended_at')}に終了しておりましたが、${chargedOn(f)}に、${period(f)}の料金をご請求しておりました。`,
    ],
    conclusion: {
      billing_error: [
        (f) => `この期間はご契約の対象外であり、${f.money('amount')}は誤ってご請求したものです。`,
      ],
      likely_error: [
        (f) => `契約終了後の期間について${f.money('amount')}をご請求した経緯を確認しております。`,
      ],
    },
  },
  'charged-after-cancellation/open': {
    story: [
      (f) =>
        `サブスクリプションは${f.date('ended_at')}に終了しておりましたが、${chargedOn(f)}に、${period(f)}の請求書をお送りしておりました。`,
      () => 'この請求書はまだ支払われておりません。',
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `この期間はご契約の対象外であり、${f.money('amount')}のご請求は誤りですので、弊社からご連絡するまで、この請求書のお支払いはお待ちください。`,
      ],
      likely_error: [
        (f) => `契約終了後の期間について${f.money('amount')}をご請求した経緯を確認しております。`,
      ],
    },
  },

  'plan-change-proration/upgrade': planChange(
    (f) => `${f.date('changed_at')}に、請求期間の途中で、プランが${fromTo(f)}アップグレードされました。`,
  ),
  'plan-change-proration/downgrade': planChange(
    (f) =>
      `${f.date('changed_at')}に、請求期間の途中で、${fromTo(f) === '' ? '' : `${f.name('from_plan')}から`}料金の低い${f.hasText('to_plan') && fromTo(f) !== '' ? f.name('to_plan') : 'プラン'}へ変更されました。`,
  ),
  'plan-change-proration/interval': planChange(
    (f) => `${f.date('changed_at')}に、サブスクリプションの請求間隔が${fromTo(f)}変更されました。`,
  ),
  'plan-change-proration/quantity': {
    story: [
      (f) =>
        f.has('quantity_before') && f.has('quantity_after')
          ? `${f.date('changed_at')}に、請求期間の途中で、サブスクリプションの数量が${f.count('quantity_before')}から${f.count('quantity_after')}に変更されました。`
          : `${f.date('changed_at')}に、請求期間の途中で、サブスクリプションの数量が変更されました。`,
      waited,
      twoParts(
        () => '変更前の数量の未使用期間分',
        () => '変更後の数量の料金',
      ),
      sum,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
};
