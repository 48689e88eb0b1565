import type { Language, OpeningKind, Voice } from '../language.ts';
import { amounts } from './amounts.ts';
import { failedReturns } from './failed-returns.ts';
import { families } from './families/index.ts';
import { generic } from './generic.ts';
import { JAPANESE_LAYOUT } from './layout.ts';
import { overpayments } from './overpayments.ts';
import { payments } from './payments.ts';
import { plainer } from './plainer.ts';
import { refunds } from './refunds.ts';
import { subscriptions } from './subscriptions.ts';
import { timing } from './timing.ts';
import { enumerated } from './words.ts';

/** Polite in both: a formal letter humbles its writer further (ございます, いたします). */
const VOICES: Readonly<Record<Voice['tone'], Voice>> = {
  formal: { tone: 'formal', pick: (formal) => formal },
  friendly: { tone: 'friendly', pick: (_, friendly) => friendly },
};

const thanks = (v: Voice): string =>
  v.pick('お問い合わせいただき、誠にありがとうございます。', 'お問い合わせいただきありがとうございます。');

const checked = (v: Voice): readonly string[] => [
  v.pick(
    'ご請求の内容を確認いたしましたので、ご案内申し上げます。',
    'ご請求の内容を確認しましたので、ご案内します。',
  ),
];

/** The second sentence of the opening; without a ticket, the first. */
const OPENINGS: Readonly<Record<OpeningKind, (v: Voice) => readonly string[]>> = {
  billing_error: (v) => [
    v.pick(
      'ご請求の内容を確認いたしましたところ、弊社の処理に不備がございました。',
      'ご請求の内容を確認したところ、弊社の処理に不備がありました。',
    ),
    v.pick(
      'ご不便をおかけいたしましたこと、深くお詫び申し上げます。',
      'ご不便をおかけし、申し訳ございません。',
    ),
  ],
  likely_error: (v) => [
    v.pick(
      'ご請求の内容を確認いたしましたところ、引き続きお調べしている点がございます。',
      'ご請求の内容を確認しましたが、引き続きお調べしている点があります。',
    ),
  ],
  payment_issue: checked,
  valid_but_confusing: checked,
  no_anomaly: () => [],
  cannot_tell: () => [],
  unresolved: () => [],
};

export const japanese: Language = {
  code: 'ja',
  defaultLocale: 'ja-JP',
  defaultTone: 'formal',
  voice: (tone) => VOICES[tone],
  layout: JAPANESE_LAYOUT,
  greeting: (name, v) => (name === null ? 'お客様' : `${v.pick(name.full, name.first)}様`),
  salutation: /[\p{Script=Hiragana}\p{Script=Katakana}]|様/u,
  lowerAfterGreeting: new Set(),
  opening: (kind, v, hasTicket) => [...(hasTicket ? [thanks(v)] : []), ...OPENINGS[kind](v)],
  next(step, v) {
    switch (step) {
      case 'correction_drafted':
        return [
          v.pick(
            '訂正のため、本件を経理部門に引き継いでおります。',
            '訂正のため、経理担当に引き継ぎました。',
          ),
          v.pick(
            '対応が完了いたしましたら、改めてご連絡申し上げます。',
            '対応が終わりましたら、改めてご連絡します。',
          ),
        ];
      case 'error_under_review':
        return [
          v.pick(
            '今後の対応について、経理部門にて確認しております。',
            '今後の対応について、経理担当が確認しています。',
          ),
          v.pick('確認が取れ次第、改めてご連絡申し上げます。', '確認が取れ次第、改めてご連絡します。'),
        ];
      case 'being_checked':
        return [
          v.pick('詳細が分かり次第、改めてご連絡申し上げます。', '詳細が分かり次第、改めてご連絡します。'),
        ];
      case 'customer_acts':
        return [];
      case 'nothing_to_do':
        return [
          v.pick(
            'お客様にお手続きいただくことはございません。',
            'お客様のほうで必要なお手続きはありません。',
          ),
        ];
    }
  },
  closing: (kind, v) =>
    kind === 'valid_but_confusing' || kind === 'billing_error' || kind === 'payment_issue'
      ? [
          v.pick(
            'ご不明な点がございましたら、このメッセージへのご返信にてお知らせください。',
            'ご不明な点がありましたら、このメッセージにお気軽にご返信ください。',
          ),
        ]
      : [],
  signOff: (v) => v.pick('何卒よろしくお願い申し上げます。', 'どうぞよろしくお願いいたします。'),
  defaultSignature: () => 'カスタマーサポート',
  rules: {
    ...payments,
    ...subscriptions,
    ...amounts,
    ...refunds,
    ...timing,
    ...overpayments,
    ...failedReturns,
  },
  families,
  generic,
  further: (position, kind, v) => {
    if (kind === 'billing_error' && position === 1) {
      return v.pick(
        'また、確認の過程で、弊社の処理に不備があることが判明いたしましたので、お詫びのうえご報告申し上げます。',
        'また、確認の過程で、弊社の処理に不備が見つかりましたので、お詫びのうえご報告します。',
      );
    }
    return position === 1
      ? 'また、確認の過程で、次の点にも気づきました。'
      : '最後に、もう一点お知らせいたします。';
  },
  alike: (_, amounts) =>
    amounts.length === 0 ? 'ほかにも同様のものがございます。' : `${enumerated(amounts)}についても同様です。`,
  noAnomaly: ({ invoices, charges }, v) =>
    invoices + charges === 0
      ? [
          v.pick(
            'お客様のアカウントには、お支払いの記録が見つかりませんでした。',
            'お客様のアカウントには、お支払いの記録が見つかりませんでした。',
          ),
          v.pick(
            '別のメールアドレスでお支払いいただいた可能性はございませんでしょうか。',
            '別のメールアドレスでお支払いいただいた可能性はありませんか。',
          ),
          'お心当たりがございましたら、そのメールアドレスと、お支払いの日付と金額、ご利用明細に記載された請求元の名称をお知らせください。',
        ]
      : [
          v.pick(
            'お客様のアカウントのお支払いを確認いたしましたが、不審な点は見当たりませんでした。',
            'お客様のアカウントのお支払いを確認しましたが、不審な点は見当たりませんでした。',
          ),
          v.pick(
            '特定のお支払いについてのお問い合わせでしたら、その日付と金額、ご利用明細に記載された請求元の名称をお知らせいただけますでしょうか。',
            '特定のお支払いについてのお問い合わせでしたら、その日付と金額、ご利用明細に記載された請求元の名称を教えていただけますか。',
          ),
        ],
  cannotTell: (v) => [
    v.pick('お支払いの内容を、引き続き確認しております。', 'お支払いの内容を、引き続き確認しています。'),
    v.pick(
      '現在、記録の一部を参照できない状態となっており、不確かなご案内を差し上げることは控えさせていただいております。',
      '現在、記録の一部を参照できない状態のため、不確かなご案内は控えさせていただいています。',
    ),
    v.pick(
      'すべての記録を確認でき次第、改めてご連絡申し上げます。',
      'すべての記録を確認でき次第、改めてご連絡します。',
    ),
  ],
  unresolved: (kind, v) =>
    kind === 'ambiguous'
      ? [
          v.pick(
            'お客様のものと思われるアカウントが複数ございますため、どちらのアカウントについてのお問い合わせかを確認させてください。',
            'お客様のものと思われるアカウントが複数ありますので、どのアカウントについてのお問い合わせかを確認させてください。',
          ),
          v.pick(
            'いずれかの請求書の番号、または直近のお支払いの日付と金額をお知らせいただけますでしょうか。',
            'いずれかの請求書の番号、または直近のお支払いの日付と金額を教えていただけますか。',
          ),
        ]
      : [
          'いただいた情報では、お客様のアカウントを見つけることができませんでした。',
          v.pick(
            'お支払いの際にお使いのメールアドレス、または請求書の番号をお知らせいただけますでしょうか。',
            'お支払いの際にお使いのメールアドレス、または請求書の番号を教えていただけますか。',
          ),
          'なお、カード番号の全桁はお送りにならないようお願いいたします。',
        ],
  quote: (text) => `「${text}」`,
  regional: (text, _locale, v) => (v.tone === 'friendly' ? plainer(text) : text),
  synonyms: {
    誤って: '間違って',
    誤り: '間違い',
    不備: '手違い',
    弊社: '当社',
    経理部門: '担当部署',
    経理担当: '担当者',
    ご不便: 'お手数',
    深くお詫び申し上げます: '誠に申し訳ございません',
    申し訳ございません: 'お詫びいたします',
    何卒: 'どうぞ',
  },
};
