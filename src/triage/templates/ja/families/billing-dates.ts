import type { FamilyTexts, Sentence } from '../../language.ts';
import { product } from '../words.ts';
import { notOwed } from './lifecycle-words.ts';

const noDayTwice: Sentence = () => 'ご請求は正しく、同じ日の分を重ねてお支払いいただくことはございません。';
const oneMoment: Sentence = () =>
  'いずれも同じ時点のもので、弊社の記録は協定世界時（UTC）によるため、お客様の地域とは日付が異なる場合がございます。';
const oldRest: Sentence = (f) =>
  `以前の期間の未使用分${f.money('credit')}は、新しいご請求から差し引いております。`;

/** Japanese texts of rules about the day on which something is billed. */
export const billingDates: FamilyTexts = {
  'agreed-backdating': {
    story: [
      (f) =>
        `${product(f)}は${f.date('created_at')}に登録され、${f.date('agreed_at')}にお客様と合意したとおり、${f.date('start_at')}からの開始となっております。`,
    ],
    conclusion: {
      valid_but_confusing: [() => 'お取り決めのとおりで、重ねて引き落としたものはございません。'],
    },
  },
  'shorter-month': {
    story: [
      (f) =>
        `${product(f)}は毎月${f.count('usual_day')}日に更新され、その日がない月は、${f.date('renewed_at')}のように月末に更新されます。`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `その際のお支払いは${f.date('period_end')}までの分で、同じ日の分を重ねてお支払いいただくことはございません。`,
      ],
    },
  },
  'renewed-at-other-interval': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書で、${product(f)}について、お取り決めとは異なる期間の料金をご請求しておりました。`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'renewed-too-early': {
    story: [
      (f) =>
        `${f.date('period_start')}から${f.date('period_end')}までの${product(f)}の料金を全額お支払いいただいておりましたが、請求日の変更により、その期間が短縮されておりました。`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'billing-date-changed/anchor': {
    story: [
      (f) =>
        `請求日が変更され、${product(f)}の新しい期間が${f.date('charged_at')}から${f.date('next_at')}までとなりました（以前の期間は${f.date('former_at')}までの予定でした）。`,
      oldRest,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
  'billing-date-changed/interval': {
    story: [
      (f) =>
        `請求間隔の変更に伴い、${product(f)}の新しい期間が${f.date('charged_at')}から${f.date('next_at')}までとなりました（以前の期間は${f.date('former_at')}までの予定でした）。`,
      oldRest,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
  'billing-date-changed/trial': {
    story: [
      (f) =>
        `${product(f)}の次回のご請求は当初${f.date('former_at')}の予定でしたが、無料トライアルが${f.date('charged_at')}に終了したため同日のご請求となり、以降の更新もこの日付に合わせて行われます。`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `トライアル期間は無料で、お支払いは${f.date('next_at')}までの分ですので、同じ日の分を重ねてお支払いいただくことはございません。`,
      ],
    },
  },
  'day-differs-by-time-zone/charge': {
    story: [
      (f) =>
        `${f.date('named_day')}に表示された${f.money('amount')}のご請求は、弊社の記録では${f.date('recorded_at')}${f.plain('time')}（UTC）のものです。`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'day-differs-by-time-zone/cancellation': {
    story: [
      (f) =>
        `${f.date('named_day')}の解約は、弊社の記録では${f.date('recorded_at')}${f.plain('time')}（UTC）のものです。`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'day-differs-by-time-zone/trial_end': {
    story: [
      (f) =>
        `${f.date('named_day')}の無料トライアルの終了は、弊社の記録では${f.date('recorded_at')}${f.plain('time')}（UTC）のものです。`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
};
