import type { Category } from '../../analysis/finding.ts';
import { enumerated } from '../templates/ja/words.ts';
import type { PlainDeed } from './deeds.ts';
import type { NoticeTexts, PaidWith, PlainWords } from './notice-texts.ts';

/** What had been wrong, as a sentence without its end. */
const WRONG: Readonly<Record<Category, string>> = {
  duplicate_charge: '同じ内容について複数回ご請求しておりました',
  duplicate_subscription: '同じ内容のサブスクリプションが複数有効になっておりました',
  duplicate_invoice: '同じ内容の請求書を複数回発行しておりました',
  overpayment: 'ご請求額を超えるお支払いをいただいておりました',
  cancellation: '解約のお手続きがご請求に反映されておりませんでした',
  trial: '無料トライアルの期間がご請求に反映されておりませんでした',
  pause: 'サブスクリプションの一時停止がご請求に反映されておりませんでした',
  renewal: 'サブスクリプションの更新がお取り決めのとおりにご請求されておりませんでした',
  proration: 'プランの変更に伴うご請求額が正しくありませんでした',
  discount: '割引がお約束のとおりに反映されておりませんでした',
  credit: 'クレジットが正しく充当されておりませんでした',
  price: 'お約束した料金でご請求しておりませんでした',
  quantity: 'ご請求の数量が正しくありませんでした',
  usage: 'ご利用量に応じたご請求額が正しくありませんでした',
  tax: '請求書の税額が正しくありませんでした',
  refund: 'お客様への返金が正しく処理されておりませんでした',
  dispute: '異議申し立てのあったお支払いが正しく精算されておりませんでした',
  payment_failure: 'お支払いが正しく処理されておりませんでした',
  authorization_hold: 'カードのご利用枠が確保されたままとなっておりました',
  currency: '異なる通貨でご請求しておりました',
  identity: 'お客様のお支払いが複数のアカウントに分かれて記録されておりました',
  one_off: '単発のご請求額が正しくありませんでした',
  balance: 'アカウントの残高が正しくありませんでした',
  other: 'ご請求が正しくありませんでした',
};

const TO: Readonly<Record<PaidWith, string>> = {
  card: 'お客様のカード',
  bank: 'お客様の銀行口座',
  unknown: 'お支払いの際にご利用のお支払い方法',
};

const FROM_NEXT_INVOICE = '次回のご請求から適用されます。';

const PLAIN: Readonly<Record<PlainDeed['what'], (how: PlainWords) => string>> = {
  invoice_voided: () => '該当の請求書を無効といたしましたので、お支払いいただく必要はございません。',
  subscription_cancelled: ({ category }) =>
    `${category === 'duplicate_subscription' ? '重複していた' : 'お客様の'}サブスクリプションを解約いたしましたので、今後のご請求はございません。`,
  discount_removed: () =>
    'サブスクリプションの割引を解除いたしました。発行済みの請求書に変更はございません。',
  payment_cancelled: () => '該当の決済を取り消しました。',
  invoice_item_deleted: () => '誤った項目を削除いたしましたので、次回の請求書には記載されません。',
  discount_applied: () => `サブスクリプションに割引を設定いたしました。${FROM_NEXT_INVOICE}`,
  price_updated: () => `サブスクリプションの料金を訂正いたしました。${FROM_NEXT_INVOICE}`,
  quantity_updated: () => `サブスクリプションの数量を訂正いたしました。${FROM_NEXT_INVOICE}`,
  tax_status_updated: () => `アカウントの税の設定を訂正いたしました。${FROM_NEXT_INVOICE}`,
  trial_extended: () => '無料トライアルの期間を延長いたしました。',
};

export const japanese: NoticeTexts = {
  opening({ state, category, ours }, v) {
    const done =
      state === 'partly_executed'
        ? v.pick('本件の一部について、対応が完了いたしました。', '本件の一部について、対応が完了しました。')
        : v.pick(
            '本件の対応が完了いたしましたので、ご報告申し上げます。',
            '本件の対応が完了しましたので、ご報告します。',
          );
    const apology = v.pick(
      'ご不便をおかけいたしましたこと、深くお詫び申し上げます。',
      'ご不便をおかけし、申し訳ございませんでした。',
    );
    return [
      done,
      `${ours ? '弊社の処理に不備があり、' : ''}${WRONG[category]}。`,
      ...(ours ? [apology] : []),
    ];
  },
  money(what, amount, { with_tax, paid_with, parts }) {
    const sum = with_tax ? `${amount}（税込）` : amount;
    switch (what) {
      case 'refunded':
        return parts.length > 1
          ? `${TO[paid_with]}に、合計${sum}を${parts.length}回に分けて返金いたしました（${enumerated(parts)}）。`
          : `${TO[paid_with]}に、${sum}を返金いたしました。`;
      case 'balance_credited':
        return `アカウントの残高に、${sum}を加算いたしました。`;
      case 'credited_outside':
        return `${sum}のクレジットノートを発行いたしました。`;
      case 'invoice_lowered':
        return `請求書の未払い額を、${sum}減額いたしました。`;
      case 'balance_debited':
        return `あわせて、アカウントの残高から${sum}を差し引いております。`;
    }
  },
  plain: (what, how) => PLAIN[what](how),
  arrival(arrival, paidWith) {
    switch (arrival) {
      case 'refund':
        return paidWith === 'bank'
          ? '銀行口座へのご入金までに、最大で14日ほどかかる場合がございます。'
          : `${paidWith === 'card' ? 'カードの' : ''}ご利用明細に反映されるまで、通常5〜10営業日ほどかかります。`;
      case 'balance':
        return '残高は、次回のご請求に自動的に充当されます。';
      case 'outside':
        return 'この金額は弊社の決済システム以外の方法でお支払いいただいたものですので、別途お支払いする必要があり、その方法については改めてご連絡いたします。';
      case 'hold':
        return 'カードのご利用枠が確保されたままの表示となっている場合も、通常7日以内に消えます。';
    }
  },
  stillOpen: (v) =>
    v.pick(
      'まだ対応中の点がございますので、詳細が分かり次第、改めてご連絡申し上げます。',
      'まだ対応中の点がありますので、詳細が分かり次第、改めてご連絡します。',
    ),
  cameBack: (amount, v) => [
    `お客様への${amount === null ? '' : `${amount}の`}返金が銀行で受け付けられず、弊社に戻ってまいりました。`,
    'これは、カードや銀行口座が解約されている場合に多く見られます。',
    v.pick(
      'お手数をおかけいたしますが、銀行振込など別のお受け取り方法についてご相談させていただきたく、このメッセージへのご返信をお願い申し上げます。',
      'お手数ですが、銀行振込など別のお受け取り方法をご相談させていただきたいので、このメッセージにご返信ください。',
    ),
    'なお、カード番号の全桁はお送りにならないようお願いいたします。',
  ],
  references: (references) =>
    `お問い合わせの際の参照番号：${enumerated(references.map(({ object, id }) => `${id}（${object === 'refund' ? '返金' : 'クレジットノート'}）`))}`,
};
