import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';

/** 11月10日と11月12日に; 11月10日に重ねて where it is the same day. */
const onTwoDays = (f: FactReader, one: string, other: string): string =>
  f.sameDay(one, other) ? `${f.date(one)}に重ねて` : `${f.date(one)}と${f.date(other)}に`;

const item = (f: FactReader): string => (f.hasText('item') ? f.name('item') : '同じ項目');

/** Japanese texts of rules about being charged more than once. */
export const duplicates: FamilyTexts = {
  'one-off-billed-twice': {
    story: [(f) => `${item(f)}を${onTwoDays(f, 'first_at', 'again_at')}ご請求しておりました。`],
    conclusion: {
      billing_error: [(f) => `いずれも同じご注文の分で、${f.money('amount')}は誤ってご請求したものです。`],
      likely_error: [
        (f) =>
          `ご注文が一回のみでしたら${f.money('amount')}が余計となりますので、複数回ご注文いただいたかどうかをお知らせいただけますでしょうか。`,
      ],
    },
  },
  'one-time-fee-again': {
    story: [(f) => `${item(f)}を${onTwoDays(f, 'first_at', 'again_at')}ご請求しておりました。`],
    conclusion: {
      billing_error: [(f) => `この料金は一回限りのもので、${f.money('amount')}は誤ってご請求したものです。`],
    },
  },
  'paid-outside-and-charged/recorded': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書（${f.money('asked')}）は弊社の決済システム以外の方法でお支払いいただいておりましたが、${f.date('charged_at')}にご登録のお支払い方法からも引き落としておりました。`,
    ],
    conclusion: {
      billing_error: [(f) => `そのため、${f.money('amount')}を多くお支払いいただいております。`],
    },
  },
  'paid-outside-and-charged/transfer': {
    story: [
      (f) =>
        `${f.date('transfer_at')}に、${f.date('invoice_at')}の請求書と同額（${f.money('asked')}）のお振り込みをいただいており、同じ請求書の代金を${f.date('charged_at')}にカードからも引き落としておりました。`,
    ],
    conclusion: {
      likely_error: [
        (f) =>
          `お振り込みがこの請求書の分でしたら、${f.money('amount')}を重ねてお支払いいただいたことになりますので、その旨をお知らせいただけますでしょうか。`,
      ],
    },
  },
  'charged-again-by-batch': {
    story: [
      (f) =>
        `${onTwoDays(f, 'first_at', 'again_at')}同額のご請求があり、いずれも弊社の同じ自動処理によるものです。`,
    ],
    conclusion: {
      likely_error: [
        (f) => `あとのご請求${f.money('amount')}が正しいものかどうかを、弊社の技術担当が確認しております。`,
      ],
    },
  },
  'backdated-start-billed-twice': {
    story: [
      (f) =>
        `新しいサブスクリプションは${f.date('created_at')}に登録され、${f.date('start_at')}からの開始となっておりましたが、${f.date('paid_until')}までの料金はすでにお支払いいただいておりました。`,
    ],
    conclusion: {
      billing_error: [
        (f) => `そのため、お支払い済みの期間について${f.money('amount')}を誤ってご請求しておりました。`,
      ],
    },
  },
  'charged-on-two-records/subscription': {
    story: [
      (f) =>
        `弊社の請求システムにお客様のアカウントが複数あり、いずれにも${f.hasText('product') ? f.name('product') : '同じサブスクリプション'}の料金をご請求しておりました。`,
    ],
    conclusion: {
      billing_error: [
        (f) => `ご請求の対象となるのは一方のみで、${f.money('amount')}は誤ってご請求したものです。`,
      ],
      likely_error: [
        (f) =>
          `必要なものが一方のみでしたら${f.money('amount')}が余計となりますので、両方ともお使いかどうかをお知らせいただけますでしょうか。`,
      ],
    },
  },
  'charged-on-two-records/payment': {
    story: [
      (f) =>
        `弊社の請求システムにお客様のアカウントが複数あり、それぞれで${onTwoDays(f, 'first_at', 'again_at')}同額をご請求しておりました。`,
    ],
    conclusion: {
      billing_error: [
        (f) => `お支払いいただくのは一回分のみで、${f.money('amount')}は誤ってご請求したものです。`,
      ],
      likely_error: [
        (f) =>
          `ご購入が一回のみでしたら${f.money('amount')}が余計となりますので、複数回ご購入いただいたかどうかをお知らせいただけますでしょうか。`,
      ],
    },
  },
  'several-subscriptions': {
    story: [
      (f) =>
        `お客様は${f.hasText('product') ? `${f.name('product')}の` : ''}サブスクリプションを${f.count('count')}件ご契約で、それぞれ用途が異なり、個別にご請求しております。`,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'そのため複数のご請求となっておりますが、重ねて引き落としたものはございません。',
      ],
    },
  },
  'charges-close-together': {
    story: [
      (f) => {
        if (f.has('others'))
          return `これらのご請求は、それぞれ別の内容のものです（${f.date('first_at')}の${f.money('first')}、${f.date('second_at')}の${f.money('second')}、その直後の${f.count('others')}件）。`;
        const named = f.hasText('first_item') && f.hasText('second_item');
        const one = `${f.date('first_at')}の${f.money('first')}${named ? `は${f.name('first_item')}` : ''}`;
        const other = `${f.date('second_at')}の${f.money('second')}${named ? `は${f.name('second_item')}` : ''}`;
        return named
          ? `${one}、${other}の代金で、それぞれ別の内容のご請求です。`
          : `${one}と${other}は、それぞれ別の内容のご請求です。`;
      },
    ],
    conclusion: { valid_but_confusing: [() => '重ねて引き落としたものはございません。'] },
  },
  'paid-in-parts/running': {
    story: [
      (f) =>
        `${f.money('amount')}の請求書は分割でのお支払いとなっており、これまでに${f.count('count')}回（最後は${f.date('last_at')}）、合計${f.money('paid')}をお支払いいただいております。`,
    ],
    conclusion: { valid_but_confusing: [(f) => `残りは${f.money('left')}です。`] },
  },
  'paid-in-parts/complete': {
    story: [
      (f) =>
        `${f.money('amount')}の請求書は、${f.sameDay('first_at', 'last_at') ? f.date('first_at') : `${f.date('first_at')}から${f.date('last_at')}までの間`}に、${f.count('count')}回に分けてお支払いいただきました。`,
    ],
    conclusion: { valid_but_confusing: [() => '合計は請求書の金額と一致しております。'] },
  },
};
