import type { FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { cardEnding } from './words.ts';

const toCard = (f: FactReader): string => {
  const card = cardEnding(f);
  return card === null ? '' : `${card}への`;
};

/** Money that our own balance lacked is no reason to ask for another card. */
const isOurs = (f: FactReader): boolean => f.decline('reason') === 'insufficient_funds';

const becauseOf = (f: FactReader): string => {
  if (isOurs(f)) return '弊社側の事情により';
  return f.decline('reason') === 'expired_card' ? 'カードが無効となっているため' : '';
};

/** 11月10日にお支払いの$49.00: a dispute may be about part of a payment. */
const payment = (f: FactReader): string =>
  f.has('charged_at') ? `${f.date('charged_at')}にお支払いの${f.money('amount')}` : f.money('amount');

export const failedReturns: Readonly<Record<KeysOf<'refund-failed' | 'refund-and-chargeback'>, RuleText>> = {
  'refund-failed/failed': {
    story: [
      (f) =>
        `${f.date('refunded_at')}の${toCard(f)}返金が、${becauseOf(f)}弊社に戻り、${f.money('amount')}がお客様のお手元に届いておりません。`,
    ],
    conclusion: {
      billing_error: [
        () => 'この金額は、引き続きお客様にお返しすべきものです。',
        (f) => (isOurs(f) ? null : '銀行振込など、ご希望の受け取り方法がございましたらお知らせください。'),
        (f) => (isOurs(f) ? null : 'なお、現時点でカードや口座の番号は必要ございません。'),
      ],
    },
  },
  'refund-failed/stuck': {
    story: [
      (f) =>
        `${f.date('refunded_at')}の${toCard(f)}${f.money('amount')}の返金が、通常の期間を過ぎても完了しておりません。`,
    ],
    conclusion: {
      billing_error: [
        (f) =>
          f.has('expected_by')
            ? `本来は遅くとも${f.date('expected_by')}までにご利用明細に反映されているはずのものです。`
            : null,
      ],
    },
  },
  'refund-failed/action_required': {
    story: [
      (f) =>
        `${f.date('refunded_at')}の${f.money('amount')}の返金は、お客様からの情報をお待ちしている状態で、返金先をお伺いするメールを決済代行会社からお送りしております。`,
    ],
    conclusion: {
      payment_issue: [
        () =>
          'お手数ですが、そのメールの案内に沿ってお手続きください。迷惑メールのフォルダに入っている場合もございます。',
        () =>
          'メールが見つからない場合や、本物かどうかご不安な場合は、お手続きの前に弊社までお問い合わせください。',
      ],
    },
  },

  'refund-and-chargeback/open': {
    story: [
      (f) =>
        `${f.date('disputed_at')}に、${payment(f)}について異議申し立てがあった旨の連絡を銀行より受けており、現在は銀行の判断を待っている状態でございます。`,
      (f) =>
        f.has('refunded') && f.has('refunded_at')
          ? `なお、これとは別に、${f.date('refunded_at')}に${f.money('refunded')}をお返ししております。`
          : null,
    ],
    conclusion: {
      payment_issue: [
        () =>
          '銀行から同じ代金が戻される可能性があるため、その判断が出るまで、弊社からこのお支払いの代金をお返しすることはできません。',
        () => 'お客様のご意思による申し立てでない場合は、お手数ですが、銀行と弊社の双方にお知らせください。',
      ],
    },
  },
  'refund-and-chargeback/lost': {
    story: [
      (f) =>
        `${f.date('disputed_at')}の異議申し立てについて、銀行はお客様の主張を認め、${payment(f)}をお客様にお戻ししております。`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'このお支払いについて、弊社側で対応が必要なものは残っておりません。'],
    },
  },
};
