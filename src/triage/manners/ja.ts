import type { Manner } from './manner.ts';

export const japanese: Manner = {
  warmOpening: {
    billing_error: () => ['お知らせいただき、とても助かりました。'],
    likely_error: () => ['お知らせいただき、とても助かりました。'],
    payment_issue: () => ['お支払いがうまくいかず、ご心配のことと存じます。'],
    valid_but_confusing: () => ['分かりにくいご請求で、ご不安に思われたことと存じます。'],
    no_anomaly: () => ['見覚えのないご請求があり、ご心配のことと存じます。'],
    cannot_tell: () => ['お待たせすることになり、ご心配のことと存じます。'],
    unresolved: () => ['ぜひお力になりたいと考えております。'],
  },
  warmClosing: () => ['お困りのことがございましたら、いつでもお知らせください。'],
  firm: {
    valid_but_confusing: () => ['弊社で変更すべき点はございません。'],
    payment_issue: () => ['お早めのお手続きをお願いいたします。'],
    no_anomaly: () => ['これらの情報をいただけない場合、これ以上お調べすることができかねます。'],
    unresolved: () => ['これらの情報をいただけない場合、お調べすることができかねます。'],
  },
};
