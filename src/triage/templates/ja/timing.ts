import type { FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { cardEnding } from './words.ts';

const card = (f: FactReader): string => cardEnding(f) ?? 'カード';

const noMoneyTaken = '代金は引き落とされておりません。';
const entryDisappears =
  'ご利用明細には引き続き数日ほど表示されることがございますが、その後自動的に消えます。';

/** 11月10日にご請求した$49.00は、11月10日から12月10日までの料金. */
const paidPeriod = (f: FactReader): string =>
  `${f.date('charged_at')}にご請求した${f.money('amount')}は、${f.date('period_start')}から${f.date('period_end')}までの料金`;

const nextAttempt = (f: FactReader): string | null =>
  f.has('next_attempt_at') ? `次回の自動決済は${f.date('next_attempt_at')}を予定しております。` : null;

/** 11月10日付、末尾4242のカードでの: what else the customer named. */
const asNamed = (f: FactReader): string =>
  [
    f.has('named_at') ? `${f.date('named_at')}付の` : '',
    f.hasText('last4') ? `末尾${f.plain('last4')}のカードでの` : '',
  ].join('');

const askForTheLine: RuleText['conclusion'] = {
  valid_but_confusing: [
    () =>
      '別のアカウントや他社からのご請求である可能性もございますが、推測でのご案内は控えさせていただきます。',
    () =>
      'お手数ですが、ご利用明細の該当の行を、日付、金額、請求元の名称とともに、記載のとおりお知らせいただけますでしょうか。',
    () => '弊社の別のアカウントをお持ちの場合は、そのメールアドレスもあわせてお知らせください。',
    () => 'なお、カード番号の全桁はお送りにならないようお願いいたします。',
  ],
};

const beforeCancellation = (then: (f: FactReader) => string): RuleText => ({
  story: [(f) => `${paidPeriod(f)}で、この期間は${f.date('canceled_at')}の解約より前に始まっております。`],
  conclusion: { valid_but_confusing: [then] },
});

/** What was only checked, is not due yet, was due before, or is not here at all. */
export const timing: Readonly<
  Record<
    KeysOf<
      | 'card-verification'
      | 'charged-before-cancellation'
      | 'trial-converted'
      | 'not-yet-charged'
      | 'not-in-this-account'
    >,
    RuleText
  >
> = {
  'card-verification/saved': {
    story: [
      (f) =>
        `${f.date('checked_at')}に${card(f)}がアカウントに登録され、その際、有効性を銀行に確認いたしました。`,
      () => noMoneyTaken,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          '銀行によっては、この確認が少額またはゼロ円の保留中の項目として表示されることがございますが、その後自動的に消えます。',
      ],
    },
  },
  'card-verification/small_hold': {
    story: [
      (f) =>
        `${f.date('checked_at')}の${f.money('amount')}は、${card(f)}の有効性を確認するためのもので、お支払いではなく、引き落とされておりません。`,
    ],
    conclusion: { valid_but_confusing: [() => entryDisappears] },
  },
  'card-verification/unfinished': {
    story: [
      (f) => `${f.date('checked_at')}に${card(f)}の確認が開始されましたが、完了しておりません。`,
      () => noMoneyTaken,
    ],
    conclusion: {
      valid_but_confusing: [() => 'ご利用明細に項目が表示されている場合も、その後自動的に消えます。'],
    },
  },
  'card-verification/waiting': {
    story: [
      (f) =>
        `銀行が${card(f)}の本人認証を求めており、${f.date('checked_at')}から完了していない状態でございます。`,
      () => noMoneyTaken,
    ],
    conclusion: {
      payment_issue: [
        () =>
          'お手数ですが、アカウントにログインのうえ、銀行での本人認証を完了していただくか、別のお支払い方法をご登録ください。',
      ],
    },
  },

  'charged-before-cancellation/running': beforeCancellation(
    (f) => `サブスクリプションは${f.date('until')}までご利用いただけ、その後は更新されません。`,
  ),
  'charged-before-cancellation/ran_out': beforeCancellation(
    (f) => `サブスクリプションは${f.date('until')}までご利用いただき、その後は更新されておりません。`,
  ),
  'charged-before-cancellation/ended_early': {
    story: [
      (f) => `${paidPeriod(f)}で、お支払いの期日は${f.date('canceled_at')}の解約より前でございました。`,
    ],
    conclusion: {},
  },

  'trial-converted/converted': {
    story: [
      (f) =>
        `${f.hasText('product') ? `${f.name('product')}の` : ''}無料トライアルは${f.date('trial_start')}から${f.date('trial_end')}までで、それまでに解約のお手続きがなかったため、サブスクリプションが継続しております。`,
      (f) =>
        `${f.date('charged_at')}にご請求した${f.money('amount')}は、トライアル終了後の最初のお支払いで、${f.date('period_end')}までの料金です。`,
    ],
    conclusion: {},
  },

  'not-yet-charged/draft': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の${f.money('amount')}の請求書は現在作成中で、代金は引き落とされておりません。`,
    ],
    conclusion: {
      valid_but_confusing: [() => '請求書が確定するまで、代金が引き落とされることはございません。'],
    },
  },
  'not-yet-charged/open': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の${f.money('amount')}の請求書は未払いの状態で、代金はまだ引き落とされておりません。`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => (f.has('due_at') ? `お支払期限は${f.date('due_at')}です。` : null),
        (f) => (f.has('next_attempt_at') ? `決済は${f.date('next_attempt_at')}を予定しております。` : null),
      ],
    },
  },
  'not-yet-charged/overdue': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の${f.money('amount')}の請求書は、お支払期限が${f.date('due_at')}でしたが、お支払いをまだ確認できておりません。`,
      () => 'この分の代金は引き落とされておりません。',
    ],
    conclusion: {
      payment_issue: [
        () => 'お手数ですが、請求書に記載のリンクからお支払いをお願いいたします。',
        nextAttempt,
        () => 'すでにお支払い済みの場合は、お支払いの日付と方法をお知らせください。',
      ],
    },
  },
  'not-yet-charged/failing': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書について、${f.money('amount')}のお支払いがまだ完了しておりません。`,
      () => 'この分の代金は引き落とされておりません。',
    ],
    conclusion: {
      payment_issue: [
        () =>
          'お手数ですが、アカウントに登録されているお支払い方法が最新のものかをご確認いただくか、別のお支払い方法をご登録ください。',
        nextAttempt,
      ],
    },
  },

  'not-in-this-account/amount': {
    story: [
      (f) => `お客様のアカウントには、${asNamed(f)}${f.money('amount')}のお支払いは見つかりませんでした。`,
      () => '同じ金額のご利用枠の確保、返金、請求書も見つかりませんでした。',
    ],
    conclusion: askForTheLine,
  },
  'not-in-this-account/card': {
    story: [
      (f) => `お客様のアカウントには、末尾${f.plain('last4')}のカードでのお支払いは見つかりませんでした。`,
    ],
    conclusion: askForTheLine,
  },
};
