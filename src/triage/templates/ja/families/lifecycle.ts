import type { FamilyTexts } from '../../language.ts';
import { product } from '../words.ts';
import { billingDates } from './billing-dates.ts';
import { notOwed, probablyNotOwed } from './lifecycle-words.ts';
import { plannedChanges } from './planned-changes.ts';

/** Japanese texts of rules about cancellation, trial, pause and renewal. */
export const lifecycle: FamilyTexts = {
  ...billingDates,
  ...plannedChanges,
  'cancel-request-not-executed': {
    story: [
      (f) =>
        `${f.date('asked_at')}に${product(f)}の解約をご依頼いただいておりましたが、${f.date('since')}以降もご請求を続けておりました。`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-after-account-closed': {
    story: [
      (f) =>
        `${f.date('closed_at')}にアカウントを閉鎖しておりましたが、${f.date('since')}以降も${product(f)}のご請求を続けておりました。`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-after-cancelled-trial': {
    story: [
      (f) =>
        f.sameDay('canceled_at', 'trial_end')
          ? `${f.date('canceled_at')}、同日の無料トライアルの終了前に${product(f)}を解約されておりましたが、ご請求しておりました。`
          : `${f.date('trial_end')}の無料トライアルの終了前、${f.date('canceled_at')}に${product(f)}を解約されておりましたが、ご請求しておりました。`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-while-paused': {
    story: [
      (f) =>
        `${product(f)}は${f.date('paused_at')}から一時停止中でしたが、${f.date('charged_at')}にご請求しておりました。`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'refund-on-cancel-missing/full': {
    story: [
      (f) =>
        `${f.date('canceled_at')}の${product(f)}の解約は、${f.date('period_end')}までの期間のお支払いを全額お返しできる期限内のものでした。`,
    ],
    conclusion: {
      billing_error: [(f) => `そのうち${f.money('amount')}を、まだお返しできておりません。`],
    },
  },
  'refund-on-cancel-missing/prorated': {
    story: [
      (f) =>
        `${f.date('period_end')}までの料金をお支払いいただいたうえで、${f.date('canceled_at')}に${product(f)}を解約されておりますので、未使用期間の分はお返しすべきものです。`,
    ],
    conclusion: {
      billing_error: [(f) => `そのうち${f.money('amount')}を、まだお返しできておりません。`],
    },
  },
  'no-refund-on-cancel': {
    story: [
      (f) =>
        `${product(f)}は、${f.date('period_end')}までの料金をお支払い済みの期間中、${f.date('canceled_at')}に解約されております。`,
    ],
    conclusion: {
      valid_but_confusing: [
        () => '規約により、開始済みの期間の残りについて返金はございませんが、今後のご請求もございません。',
      ],
    },
  },
  'annual-renewal': {
    story: [
      (f) =>
        `${f.date('renewed_at')}の${f.money('amount')}は、${product(f)}の年間更新の料金で、${f.date('period_end')}までの分です。`,
      (f) => `料金は${f.date('before_at')}のご請求と同額です。`,
      (f) => `更新については、${f.date('announced_at')}に事前にご案内しております。`,
    ],
    conclusion: {
      valid_but_confusing: [
        () => '次回以降の更新をご希望でない場合は、更新日までにいつでも解約のお手続きをしていただけます。',
      ],
    },
  },
  'resumed-after-pause': {
    story: [
      (f) =>
        `${product(f)}の一時停止${f.has('paused_at') ? `（${f.date('paused_at')}開始）` : ''}は${f.date('resumed_at')}に終了し、${f.date('charged_at')}のご請求はその後の最初のものです。`,
    ],
    conclusion: { valid_but_confusing: [() => '一時停止中の期間については、ご請求しておりません。'] },
  },
  'trial-shorter-than-promised': {
    story: [
      (f) =>
        `${f.date('promised_at')}に、${f.date('free_until')}まで${f.count('days')}日間の無料期間をお約束しておりましたが、${f.date('charged_at')}にご請求しておりました。`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'removed-seat-billed/removed': {
    story: [
      (f) =>
        `${f.date('removed_at')}に${product(f)}の席数を${f.count('billed')}席から${f.count('left')}席に変更されておりましたが、その後の更新でも${f.count('billed')}席分をご請求しておりました。`,
    ],
    conclusion: { billing_error: [notOwed], likely_error: [probablyNotOwed] },
  },
  'removed-seat-billed/asked': {
    story: [
      (f) =>
        `${f.date('removed_at')}に${product(f)}の席数を${f.count('billed')}席から${f.count('left')}席に減らすご依頼をいただいておりましたが、その後の更新でも${f.count('billed')}席分をご請求しておりました。`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'usage-after-cancellation': {
    story: [
      (f) =>
        `${f.date('invoice_at')}の請求書の${f.money('amount')}は、${f.date('period_start')}から${f.date('period_end')}までの${product(f)}のご利用分です。`,
      () => 'ご利用分は期間の終了後にご請求するため、解約の後のご請求となっております。',
    ],
    conclusion: {
      valid_but_confusing: [() => 'これが最後のご請求で、以降の分のご請求はございません。'],
    },
  },
};
