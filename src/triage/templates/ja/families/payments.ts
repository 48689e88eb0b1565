import type { FactReader } from '../../facts.ts';
import type { FamilyTexts } from '../../language.ts';
import { cardEnding } from '../words.ts';

/** （末尾4242のカード）. */
const onCard = (f: FactReader, name: string): string => {
  const card = cardEnding(f, name);
  return card === null ? '' : `（${card}）`;
};

/** Japanese texts of rules about refunds, disputes, payments and currency. */
export const payments: FamilyTexts = {
  'promised-refund-missing/none': {
    story: [
      (f) =>
        `${f.date('promised_at')}に${f.money('promised')}の返金をお約束し、${f.date('due_at')}までに手続きを行うことになっておりました。`,
    ],
    conclusion: { billing_error: [() => 'しかしながら、手続きが行われておりませんでした。'] },
  },
  'promised-refund-missing/too_small': {
    story: [(f) => `${f.date('promised_at')}に${f.money('promised')}の返金をお約束しておりました。`],
    conclusion: {
      billing_error: [(f) => `そのうち${f.money('amount')}を、まだお返しできておりません。`],
    },
  },
  'wrong-currency': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書は${f.plain('billed_currency')}でのご請求となっておりますが、お約束していた通貨は${f.plain('agreed_currency')}でした。`,
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `そのため${f.money('amount')}は誤ってご請求したもので、正しくは${f.plain('agreed_currency')}でのご請求となります。`,
      ],
    },
  },
  'hundredfold-amount': {
    story: [
      (f) =>
        `${f.date('charged_at')}に、${f.money('meant')}とすべきところを${f.money('taken')}ご請求しておりました。`,
    ],
    conclusion: { billing_error: [(f) => `そのため、${f.money('amount')}を誤ってご請求しておりました。`] },
  },
  'anothers-card-charged': {
    story: [
      (f) =>
        `${f.date('charged_at')}の${f.money('amount')}は、別のアカウントのお支払い方法から引き落とされておりました。`,
    ],
    conclusion: {
      likely_error: [
        () =>
          'そのお支払い方法の名義の方が、このアカウントの代金のお支払いに同意されていたかどうかをお知らせいただけますでしょうか。',
      ],
    },
  },
  'void-invoice-paid': {
    story: [
      (f) =>
        `${f.date('charged_at')}に、弊社にて無効とした請求書について、${f.money('amount')}をお支払いいただいておりました。`,
    ],
    conclusion: { billing_error: [() => 'この請求書について、お支払いいただく必要はございませんでした。'] },
  },
  'descriptor-not-recognised': {
    story: [
      (f) =>
        `${f.date('charged_at')}の${f.money('amount')}${onCard(f, 'last4')}は弊社からのご請求で、ご利用明細には${f.name('descriptor')}と表示されます。`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'お客様やご関係者様にお心当たりがない場合は、至急お知らせください。'],
    },
  },
  'backup-method-used': {
    story: [
      (f) =>
        `${f.date('failed_at')}に、通常のお支払い方法${onCard(f, 'failed_last4')}での決済が承認されなかったため、${f.date('charged_at')}に、ご登録の別のお支払い方法${onCard(f, 'last4')}から${f.money('amount')}を引き落としております。`,
    ],
    conclusion: { valid_but_confusing: [() => '引き落としは一回のみです。'] },
  },
  'card-updated': {
    story: [
      (f) =>
        `カードの更新に伴い、${f.date('updated_at')}に国際ブランドから新しいカード情報の通知を受け、${f.date('charged_at')}の${f.money('amount')}はそのカードから引き落としております。`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'カードの削除や変更は、アカウントからいつでも行っていただけます。'],
    },
  },
  'paid-in-own-currency': {
    story: [
      (f) =>
        `${f.date('charged_at')}のご請求は、弊社の記録では${f.money('amount')}、お客様がお選びになった通貨では${f.money('presented')}です。`,
    ],
    conclusion: { valid_but_confusing: [() => 'いずれも同じひとつのお支払いです。'] },
  },
  'bank-conversion': {
    story: [
      (f) =>
        `${f.date('charged_at')}に、請求書のとおり${f.money('amount')}をご請求しております${onCard(f, 'last4')}。`,
      (f) =>
        `銀行はこの金額を独自のレートで${f.plain('home_currency')}に換算し、手数料を加える場合がございます。`,
    ],
    conclusion: {
      valid_but_confusing: [() => '適用されたレートと手数料は、ご利用の銀行にてご確認いただけます。'],
    },
  },
};
