import type { Category } from '../../../analysis/finding.ts';
import type { GenericFinding, Voice } from '../language.ts';

/** What a finding is about, as a customer would say it: 「…について」. */
const ABOUT: Readonly<Record<Category, string>> = {
  duplicate_charge: '複数回表示されているお支払い',
  duplicate_subscription: 'お客様のサブスクリプション',
  duplicate_invoice: '同じ期間の請求書',
  overpayment: 'お支払いいただいた金額',
  cancellation: '解約のお手続き',
  trial: '無料トライアルの期間',
  pause: 'サブスクリプションの一時停止',
  renewal: 'サブスクリプションの更新',
  proration: 'プランの変更',
  discount: '割引',
  credit: 'クレジット',
  price: 'ご請求の単価',
  quantity: 'ご請求の数量',
  usage: 'ご利用量に応じたご請求',
  tax: '請求書の税額',
  refund: '返金',
  dispute: '異議申し立てのあるお支払い',
  payment_failure: 'お支払い',
  authorization_hold: 'カードの利用枠の確保',
  currency: 'ご請求の通貨',
  identity: 'お客様名義のアカウント',
  one_off: '単発のご請求',
  balance: 'アカウントの残高',
  other: 'お支払い',
};

export function generic({ category, classification, amount }: GenericFinding, v: Voice): readonly string[] {
  const about = ABOUT[category];
  switch (classification) {
    case 'billing_error':
      return amount === null
        ? [`${about}について、弊社の記録に誤りがございました。`]
        : [`${about}について、${amount}を誤ってご請求しておりました。`];
    case 'likely_error':
      return [
        `${about}について${amount === null ? '' : `（${amount}）`}、確かなご回答を差し上げるために確認している点がございます。`,
      ];
    case 'payment_issue':
      return category === 'dispute'
        ? [`${about}については、現在銀行が審査しており、まずその判断を待つ必要がございます。`]
        : [
            `${about}について、まだ完了していない決済がございます。`,
            'お手数ですが、決済が可能かどうかをご利用の銀行にご確認いただくか、アカウントに別のお支払い方法をご登録ください。',
          ];
    case 'valid_but_confusing':
      return [
        `${about}については、正しく処理されております。`,
        v.pick(
          '詳しい説明が必要な項目がございましたら、その日付と金額をお知らせください。',
          '詳しい説明が必要な項目がありましたら、その日付と金額をお知らせください。',
        ),
      ];
  }
}
