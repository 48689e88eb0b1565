import type { DeclineKind, FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

/** 11月10日と11月12日に, 11月10日に, 11月10日から11月12日までの間に. */
const chargedWhen = (f: FactReader): string => {
  if (f.sameDay('first_at', 'last_at')) return `${f.date('first_at')}に`;
  return f.count('count') === 2
    ? `${f.date('first_at')}と${f.date('last_at')}に`
    : `${f.date('first_at')}から${f.date('last_at')}までの間に`;
};

const duplicate = (forWhat: string): RuleText => ({
  story: [
    (f) => `${forWhat}、${chargedWhen(f)}${f.money('each')}を計${f.count('count')}回ご請求しておりました。`,
  ],
  conclusion: {
    billing_error: [
      (f) => {
        // Part may have come back, or several payments may have been due: then only the amount is certain.
        if (f.minor('amount') !== f.minor('each') * (f.count('count') - 1)) {
          return `このうち${f.money('amount')}は誤ってご請求したもので、まだお客様にお返しできておりません。`;
        }
        return f.count('count') === 2
          ? `お支払いいただくのは一回分のみで、もう一方の${f.money('each')}は誤ってご請求したものです。`
          : `お支払いいただくのは一回分のみで、残りの合計${f.money('amount')}は誤ってご請求したものです。`;
      },
    ],
    likely_error: [
      (f) =>
        `想定より回数が多いため、${f.count('count') === 2 ? 'もう一方' : '残り'}のご請求がどのような経緯によるものかを確認しております。`,
      () => 'それぞれ別のご購入でしたら、お手数ですがその旨をお知らせください。',
    ],
  },
});

const DECLINED: Readonly<Record<DeclineKind, string>> = {
  insufficient_funds: 'その時点の残高またはご利用可能額の不足により',
  expired_card: 'カードの有効期限が切れているため',
  wrong_details: 'カード情報の一部が承認されず、',
  needs_confirmation: '銀行での本人認証が必要なため',
};

const becauseOf = (f: FactReader): string => {
  const decline = f.decline('reason');
  return decline === null ? '' : DECLINED[decline];
};

const remedy = (f: FactReader): string => {
  switch (f.decline('reason')) {
    case 'needs_confirmation':
      return 'お手数ですが、アカウントにログインのうえ、ご利用の銀行での本人認証を完了してください。';
    case 'expired_card':
    case 'wrong_details':
      return 'お手数ですが、アカウントに現在お使いのカード、または別のお支払い方法をご登録ください。';
    default:
      return 'お手数ですが、決済が可能かどうかをご利用の銀行にご確認いただくか、アカウントに別のお支払い方法をご登録ください。';
  }
};

const leavesTheStatement =
  'ご利用明細には引き続き数日ほど表示されることがございますが、その後自動的に消えます。';

export const payments: Readonly<
  Record<KeysOf<'duplicate-charge' | 'authorization-hold' | 'failed-attempt-retried'>, RuleText>
> = {
  'duplicate-charge/same_invoice': duplicate('同じ請求書について'),
  'duplicate-charge/same_order': duplicate('同じご注文について'),
  'duplicate-charge/same_day': duplicate('短い間隔で'),

  'authorization-hold/held': {
    story: [
      (f) =>
        `${f.date('held_at')}の${f.money('amount')}は、カードのご利用枠を一時的に確保したもの（事前承認）で、お支払いではございません。`,
      () => '代金は引き落とされておりません。',
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          f.has('ends_at')
            ? `このまま使用されない場合、遅くとも${f.date('ends_at')}に自動的に解除されます。`
            : null,
        () => leavesTheStatement,
      ],
      payment_issue: [
        (f) =>
          f.has('ends_at')
            ? `お支払いが完了しない場合、遅くとも${f.date('ends_at')}に自動的に解除されます。`
            : null,
        () => 'まだ完了していない理由を確認しております。',
      ],
    },
  },
  'authorization-hold/released': {
    story: [
      (f) =>
        `${f.date('held_at')}の${f.money('amount')}は、カードのご利用枠を一時的に確保したものに過ぎず、代金は引き落とされておりません。`,
      (f) =>
        f.has('released_at')
          ? `確保した枠は${f.sameDay('held_at', 'released_at') ? '同日中' : f.date('released_at')}に解除されております。`
          : '確保した枠はすでに解除されております。',
    ],
    conclusion: { valid_but_confusing: [() => leavesTheStatement] },
  },
  'authorization-hold/captured': {
    story: [
      (f) => {
        const taken = f.has('captured_at') ? `${f.date('captured_at')}に` : 'その後、';
        const how = !f.has('captured')
          ? '代金として'
          : f.minor('captured') === f.minor('amount')
            ? '同額を代金として'
            : `そのうち${f.money('captured')}を代金として`;
        return `${f.date('held_at')}にカードのご利用枠として${f.money('amount')}を確保し、${taken}${how}お支払いいただきましたので、どちらの表示も同じお支払いに関するものです。`;
      },
      (f) =>
        f.has('captured')
          ? `実際のお支払いは${f.money('captured')}の一回のみで、ご利用枠の確保によって代金が引き落とされることはございません。`
          : null,
    ],
    conclusion: {
      valid_but_confusing: [
        () => '確保の表示はご利用明細に引き続き数日ほど残ることがございますが、その後自動的に消えます。',
      ],
    },
  },

  'failed-attempt-retried/retried': {
    story: [
      (f) => {
        if (!f.has('succeeded_at')) {
          return `${f.money('amount')}の最初の決済は、${becauseOf(f)}完了いたしませんでしたが、その後お支払いが完了しております。`;
        }
        const failed =
          f.count('failed_count') === 1
            ? `${f.date('failed_at')}の${f.money('amount')}の決済は、${becauseOf(f)}完了いたしませんでしたが`
            : `${f.money('amount')}の決済は、${becauseOf(f)}${f.count('failed_count')}回完了いたしませんでしたが`;
        const then =
          f.count('failed_count') === 1 && f.sameDay('failed_at', 'succeeded_at')
            ? '同日中'
            : f.date('succeeded_at');
        return `${failed}、${then}にお支払いが完了しております。`;
      },
      () =>
        '引き落とされたのはこのお支払いのみで、完了しなかった決済によって代金が引き落とされることはございません。',
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          '銀行によっては、完了しなかった決済が数日ほど保留中として表示されることがございますが、その後自動的に消えます。',
      ],
    },
  },
  'failed-attempt-retried/unpaid': {
    story: [
      (f) =>
        f.count('failed_count') === 1
          ? `${f.date('failed_at')}に${f.money('amount')}の決済を試みましたが、${becauseOf(f)}お支払いがまだ完了しておりません。`
          : `${f.money('amount')}の決済を${f.count('failed_count')}回（最後は${f.date('failed_at')}）試みましたが、${becauseOf(f)}お支払いがまだ完了しておりません。`,
      () => 'この分の代金は引き落とされておりません。',
    ],
    conclusion: {
      payment_issue: [
        remedy,
        (f) =>
          f.has('next_attempt_at')
            ? `次回の自動決済は${f.date('next_attempt_at')}を予定しております。`
            : null,
      ],
    },
  },
};
