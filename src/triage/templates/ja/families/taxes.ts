import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, Sentence } from '../../language.ts';

const tooMuch: Sentence = (f) => `そのため、${f.money('amount')}を多くご請求しておりました。`;

const taxIsRight: Sentence = () => 'この請求書の税額は正しいものです。';

const carriesTax = (f: FactReader): string =>
  `${f.date('invoice_at')}の請求書に${f.money('amount')}の税が加算されているのは、`;

const COUNTRIES = new Intl.DisplayNames('ja', { type: 'region' });

/** ドイツ for DE, アメリカ合衆国（CA） for US CA; other places as the rule writes them. */
function place(f: FactReader, name: string): string {
  const text = f.plain(name);
  const [, country, state] = /^([A-Z]{2})(?: (.+))?$/.exec(text) ?? [];
  if (country === undefined) return text;
  return `${COUNTRIES.of(country) ?? country}${state === undefined ? '' : `（${state}）`}`;
}

/** Japanese texts of rules about tax. */
export const taxes: FamilyTexts = {
  'reverse-charge-not-applied': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書は、VAT番号をご登録の他の加盟国の事業者様宛てですが、${f.money('amount')}の付加価値税（VAT）が加算されておりました。`,
    ],
    conclusion: {
      billing_error: [() => 'リバースチャージの対象であるため、この税は本来ご請求すべきではないものでした。'],
      likely_error: [() => 'VAT番号を確認しており、確認が取れた場合、この税はご請求の対象外となります。'],
    },
  },
  'taxed-in-wrong-place': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書では${place(f, 'taxed_in')}の税を計算しておりましたが、請求先のご住所は${place(f, 'place')}です。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'taxed-twice/on_top': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書の料金にはすでに${f.name('tax')}が含まれておりますが、さらに加算しておりました。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'taxed-twice/same_rate': {
    story: [(f) => `${f.date('invoice_at')}の請求書で、${f.name('tax')}を重ねてご請求しておりました。`],
    conclusion: { billing_error: [tooMuch] },
  },
  'outdated-tax-rate': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書では税率${f.percent('charged_percent')}で計算しておりましたが、正しい税率は${f.percent('due_percent')}です。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'tax-added-later/not_computed': {
    story: [
      (f) => `${f.date('invoice_at')}の請求書には${f.money('amount')}の税が加算されております。`,
      (f) =>
        `${f.date('before_at')}の請求書までは、お預かりしていた情報では税額を計算できなかったため、加算されておりませんでした。`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-added-later/set_later': {
    story: [
      (f) => `${f.date('invoice_at')}の請求書には${f.money('amount')}の税が加算されております。`,
      (f) => `${f.date('before_at')}の請求書までは税の設定がなかったため、加算されておりませんでした。`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-added-later/registered_since': {
    story: [
      (f) =>
        `${carriesTax(f)}弊社がお客様の地域で納税義務を負うことになったためで、${f.date('before_at')}の請求書まではその義務がございませんでした。`,
    ],
    conclusion: { valid_but_confusing: [taxIsRight] },
  },
  'tax-amount-wrong/too_much': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書で${f.name('tax')}として${f.money('charged')}をご請求しておりましたが、${f.money('base')}の${f.percent('percent')}は${f.money('due')}です。`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'tax-amount-wrong/rounding': {
    story: [
      (f) =>
        f.minor('charged') === f.minor('due')
          ? `${f.date('invoice_at')}の請求書の${f.name('tax')}は、${f.money('base')}の${f.percent('percent')}で${f.money('due')}です。請求書全体で端数を処理しているため、明細ごとの計算とはわずかに異なる場合がございます。`
          : `${f.date('invoice_at')}の請求書の${f.name('tax')}は、明細ごとに計算して端数を処理した合計が${f.money('charged')}で、${f.money('base')}の${f.percent('percent')}を一括で計算しますと${f.money('due')}となります。`,
    ],
    conclusion: { valid_but_confusing: [() => '差は端数処理によるものです。'] },
  },
  'returned-without-tax/whole_line': {
    story: [
      (f) =>
        `${f.date('returned_at')}に、${f.date('invoice_at')}の請求書のうち${f.money('returned')}をお返ししましたが、これにかかる税が含まれておりませんでした。`,
    ],
    conclusion: { billing_error: [(f) => `税額${f.money('amount')}を、まだお返しできておりません。`] },
  },
  'returned-without-tax/part_of_line': {
    story: [
      (f) =>
        `${f.date('returned_at')}に、${f.date('invoice_at')}の請求書のうち${f.money('returned')}をお返ししておりますが、税は別途お返ししておりません。`,
    ],
    conclusion: {
      likely_error: [() => 'この金額が税込みであったか、税を別途お返しすべきかを確認しております。'],
    },
  },
  'returned-without-tax/whole_invoice': {
    story: [
      (f) =>
        `${f.date('returned_at')}に、${f.date('invoice_at')}の請求書の税抜金額にあたる${f.money('returned')}をお返ししております。`,
    ],
    conclusion: {
      likely_error: [
        (f) => `税額${f.money('amount')}もあわせてお返しすべきであったかどうかを確認しております。`,
      ],
    },
  },
  'wrong-tax-category': {
    story: [
      (f) =>
        `${f.name('product')}の税率は以前の請求書では${f.percent('before_percent')}でしたが、${f.date('since')}以降は${f.percent('since_percent')}となっております。`,
    ],
    conclusion: {
      likely_error: [() => 'どちらの税率が正しいか、また税をお返しすべきかを、税務担当に確認しております。'],
    },
  },
  'tax-began/id_added_later': {
    story: [
      (f) => `${carriesTax(f)}納税者番号のご登録が、請求書の発行後の${f.date('added_at')}であったためです。`,
    ],
    conclusion: {
      valid_but_confusing: [() => '納税者番号は、ご登録以降の請求書に適用されます。'],
    },
  },
  'tax-began/moved': {
    story: [
      (f) => `${carriesTax(f)}ご住所が${place(f, 'from')}から課税対象の${place(f, 'to')}に変わったためです。`,
    ],
    conclusion: {},
  },
  'tax-began/id_removed': {
    story: [
      (f) =>
        `${carriesTax(f)}${f.date('before_at')}の請求書まで記載されていた納税者番号が、アカウントから削除されているためです。`,
    ],
    conclusion: {
      valid_but_confusing: [() => '再度ご登録いただきますと、以降の請求書に適用されます。'],
    },
  },
};
