import type { FactReader } from '../facts.ts';
import type { RuleText } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { cardEnding } from './words.ts';

const toCard = (f: FactReader): string => {
  const card = cardEnding(f);
  return card === null ? '' : `${card}へ`;
};

const tracing = (f: FactReader): string | null =>
  f.hasText('reference')
    ? `銀行にお問い合わせになる場合は、参照番号${f.plain('reference')}をお伝えください。`
    : null;

/** 11月12日に; 数回に分けて where it came back in parts. */
const when = (f: FactReader): string =>
  f.count('count') > 1 ? `数回に分けて（直近は${f.date('returned_at')}）` : `${f.date('returned_at')}に`;

/** What remains of the payment, as arithmetic where this return alone explains it. */
const remains = (f: FactReader): string => {
  if (f.minor('charged') - f.minor('amount') === f.minor('left')) {
    return `差し引き、${f.money('charged')} − ${f.money('amount')} = ${f.money('left')}が実際のご負担額となります。`;
  }
  return f.minor('left') === 0
    ? '残りの金額も別途お返ししており、実際のご負担額はございません。'
    : `別途お返しした金額を合わせますと、実際のご負担額は${f.money('left')}となります。`;
};

export const refunds: Readonly<Record<KeysOf<'refund-in-transit' | 'already-returned'>, RuleText>> = {
  'refund-in-transit/refund': {
    story: [(f) => `${f.date('refunded_at')}に、${toCard(f)}${f.money('amount')}を返金いたしました。`],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `多くの銀行では数営業日以内に反映され、${f.date('expected_by')}までにはご利用明細に表示される見込みです。`,
        tracing,
      ],
    },
  },
  'refund-in-transit/reversal': {
    story: [
      (f) => {
        const card = cardEnding(f);
        return `${f.date('refunded_at')}に、${card === null ? '' : `${card}での`}${f.money('amount')}のお支払いを取り消しました。`;
      },
      () =>
        '取り消しの場合、返金が別の項目として表示されるのではなく、元のお支払いがご利用明細から消えます。',
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => `多くの銀行では数営業日以内に反映され、${f.date('expected_by')}までには完了する見込みです。`,
        tracing,
      ],
    },
  },
  'refund-in-transit/pending': {
    story: [
      (f) =>
        `${f.date('refunded_at')}に${toCard(f)}${f.money('amount')}の返金手続きを開始し、現在処理中でございます。`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => `銀行での処理に要する期間を含め、通常は${f.date('expected_by')}頃までかかります。`,
        tracing,
      ],
      payment_issue: [
        () => '弊社側で手続きが滞っているため、経理部門に対応を依頼しております。',
        () => '手続きが進み次第、改めてご連絡いたします。',
      ],
    },
  },

  'already-returned/refund': {
    story: [(f) => `${f.money('charged')}のお支払いは、${when(f)}全額を返金しております。`, tracing],
    conclusion: {
      valid_but_confusing: [
        () =>
          'ご利用明細によっては、返金がお支払いより後のページに記載されたり、元のお支払いと置き換わったりすることがございます。',
      ],
    },
  },
  'already-returned/partial_refund': {
    story: [
      (f) => `${f.money('charged')}のお支払いのうち、${f.money('amount')}を${when(f)}返金しております。`,
      remains,
      tracing,
    ],
    conclusion: {},
  },
  'already-returned/credit_note': {
    story: [
      (f) =>
        `${f.money('charged')}の請求書のうち、${f.money('amount')}を${when(f)}減額しております${f.hasText('reference') ? `（クレジットノート${f.plain('reference')}）` : ''}。`,
      remains,
    ],
    conclusion: {},
  },
  'already-returned/balance': {
    story: [
      (f) =>
        `ご請求額${f.money('charged')}のうち、${f.money('amount')}を${when(f)}アカウントの残高に加算しております。`,
      () => 'この残高はカードへの返金ではなく、次回以降のご請求から自動的に差し引かれます。',
    ],
    conclusion: {},
  },
};
