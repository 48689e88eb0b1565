import type { FamilyTexts, RuleText, Sentence } from '../../language.ts';
import { product } from '../words.ts';
import { notOwed } from './lifecycle-words.ts';

const toEnd: Sentence = (f) => `${product(f)}は${f.date('was_to_end')}に終了する予定でした。`;

const withoutAsking: RuleText = {
  story: [
    toEnd,
    (f) => `お客様のご依頼がないまま、${f.date('reactivated_at')}に解約の予定が取り消されておりました。`,
  ],
  conclusion: { billing_error: [notOwed] },
};

const offSchedule = (what: string): RuleText => ({
  story: [(f) => `${product(f)}の変更は${f.date('planned_at')}の予定でしたが、${what}`],
  conclusion: { billing_error: [notOwed] },
});

/** Japanese texts of rules about what was planned and came otherwise. */
export const plannedChanges: FamilyTexts = {
  'phase-off-schedule/early': offSchedule('その前から変更後の条件でご請求しておりました。'),
  'phase-off-schedule/late': offSchedule('その後も変更前の条件でご請求しておりました。'),
  'reactivated-by-mistake/cancelled': withoutAsking,
  'reactivated-by-mistake/no_consent': withoutAsking,
  'reactivated-by-mistake/automatic': {
    story: [
      toEnd,
      (f) => `${f.date('reactivated_at')}に、弊社のシステム上で解約の予定が取り消され、更新されております。`,
    ],
    conclusion: {
      likely_error: [
        (f) =>
          `継続をご希望されたかどうかをお知らせいただけますでしょうか。ご希望でなかった場合、${f.money('amount')}はお支払いいただく必要のないものとなります。`,
      ],
    },
  },
};
