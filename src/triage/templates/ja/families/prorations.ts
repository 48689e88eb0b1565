import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, RuleText, Sentence } from '../../language.ts';

const plan = (f: FactReader): string => (f.hasText('product') ? f.name('product') : 'プラン');

const tooMuch = (f: FactReader): string =>
  `そのため、税込みで${f.money('amount')}を多くご請求しておりました。`;

const changedOn = (f: FactReader): string =>
  `${f.date('changed_at')}に、請求期間の途中で、サブスクリプションが変更されました。`;

const aboveQuote = (told: (f: FactReader) => string): RuleText => ({
  story: [
    (f) => `${told(f)}、${f.date('invoice_at')}の請求書は税込みで${f.money('billed')}となっておりました。`,
  ],
  conclusion: {
    billing_error: [(f) => `そのため、${f.money('amount')}を多くご請求しておりました。`],
  },
});

const fromTo = (f: FactReader): string =>
  f.hasText('from_plan') && f.hasText('to_plan')
    ? `${f.name('from_plan')}から料金の低い${f.name('to_plan')}`
    : '料金の低いプラン';

const downgrade: RuleText = {
  story: [
    (f) =>
      `${f.date('changed_at')}にサブスクリプションが${fromTo(f)}へ変更されましたが、${f.date('paid_until')}まではすでに高いほうの料金をお支払いいただいており、その差額が反映されておりませんでした。`,
  ],
  conclusion: {
    billing_error: [(f) => `この差額は、税込みで${f.money('amount')}です。`],
    likely_error: [
      (f) =>
        `その日まで${f.hasText('from_plan') ? f.name('from_plan') : '変更前のプラン'}をお使いいただけたかどうかを確認しており、お使いいただけなかった場合は、${f.money('amount')}がお客様にお返しすべき金額となります。`,
    ],
  },
};

const leftOver = (f: FactReader): string =>
  f.has('net')
    ? `${f.date('billed_at')}の請求書には、${f.date('changed_at')}のサブスクリプションの変更に伴う${f.money('net')}が含まれております。`
    : `${f.date('billed_at')}の請求書で、${f.date('changed_at')}のサブスクリプションの変更に伴う料金をご請求しております。`;

const ended: Sentence = (f) =>
  f.has('ended_at') ? `このサブスクリプションは${f.date('ended_at')}に終了しております。` : null;

const notAnyMore: Sentence = (f) => `${f.money('amount')}は、本来ご請求すべきではないものでした。`;

/** Japanese texts of rules about prorations. */
export const prorations: FamilyTexts = {
  'proration-amount-wrong/charge': {
    story: [
      changedOn,
      (f) =>
        `残りの期間の料金は、秒単位で計算しますと${f.money('right')}ですが、${f.money('billed')}をご請求しておりました。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'proration-amount-wrong/credit': {
    story: [
      changedOn,
      (f) =>
        `未使用期間の分として${f.money('billed')}を差し引いておりましたが、秒単位で計算しますと${f.money('right')}となります。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'unused-time-not-credited': {
    story: [
      changedOn,
      (f) =>
        `残りの期間の料金として${f.money('charged')}をご請求しておりましたが、${plan(f)}の料金は${f.date('paid_until')}までお支払い済みで、未使用の分が差し引かれておりませんでした。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'charged-above-quote/promise': aboveQuote(
    (f) => `${f.date('quoted_at')}に${f.money('quoted')}とご案内しておりましたが`,
  ),
  'charged-above-quote/quote': aboveQuote(
    (f) => `${f.date('quoted_at')}にご承諾いただいたお見積もりは${f.money('quoted')}でしたが`,
  ),
  'charged-above-quote/checkout': aboveQuote(
    (f) => `${f.date('quoted_at')}のお申し込み画面では${f.money('quoted')}と表示されておりましたが`,
  ),
  'full-price-for-part': {
    story: [
      changedOn,
      (f) =>
        `残りは${f.date('period_end')}までの期間のみでしたが、${plan(f)}について丸々一期間分の${f.money('billed')}をご請求しており、正しくは${f.money('right')}です。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'downgrade-not-credited/credit': downgrade,
  'downgrade-not-credited/period_end': downgrade,
  'changes-pile-up': {
    story: [
      (f) =>
        `${f.date('period_end')}までの請求期間に、サブスクリプションが${f.count('changes')}回変更されました。その差し引きのご請求額は合計${f.money('net')}ですが、これらのうち最も高いプランでも、全期間の料金は${f.money('dearest')}です。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'residual-proration/late_after_end': {
    story: [leftOver, ended],
    conclusion: { billing_error: [notAnyMore] },
  },
  'residual-proration/elsewhere_after_end': {
    story: [leftOver, ended],
    conclusion: { billing_error: [notAnyMore] },
  },
  'residual-proration/after_end': {
    story: [leftOver, ended],
    conclusion: {
      valid_but_confusing: [() => 'これは終了前の、変更が適用されていた期間の分です。'],
    },
  },
  'residual-proration/late': {
    story: [leftOver],
    conclusion: {
      valid_but_confusing: [() => 'この分を含めることのできる、より早い請求書はございませんでした。'],
    },
  },
  'residual-proration/elsewhere': {
    story: [leftOver],
    conclusion: {
      valid_but_confusing: [() => 'このような金額は、アカウントの次の請求書に加算されます。'],
    },
  },
  'residual-proration/waiting': {
    story: [
      (f) =>
        `${f.date('changed_at')}のサブスクリプションの変更に伴う${f.money('net')}が、まだご請求していないものとして残っております。`,
      ended,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'この分の代金は引き落とされておらず、ご請求の対象となるかどうかを確認しております。',
      ],
    },
  },
};
