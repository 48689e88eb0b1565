import type { GroundedLanguage } from '../../src/triage/grounding/lexicon.ts';

interface InLanguage {
  /** How a text begins that is made from a category alone. */
  readonly generic: RegExp;
  /** What may be said only where an error of ours is proved. */
  readonly admits: RegExp;
  /** Characters of the shortest reply that still says something. */
  readonly shortest: number;
}

/** What the tests know replies by, whatever they are about. */
export const IN_LANGUAGE: Readonly<Record<GroundedLanguage, InLanguage>> = {
  en: {
    generic: /It concerns|As far as/,
    admits: /in error|too much|apologi[sz]e|sorry/i,
    shortest: 150,
  },
  de: {
    generic: /Es geht um|Was .* betrifft/,
    admits: /irrtümlich|zu viel|Entschuldigung|leid\b/i,
    shortest: 150,
  },
  es: {
    generic: /En relación con/,
    admits: /por error|de más|disculp|sentimos|lamentamos/i,
    shortest: 150,
  },
  fr: {
    generic: /Concernant|En ce qui concerne/,
    admits: /par erreur|en trop|excus|désolé/i,
    shortest: 150,
  },
  ja: {
    generic:
      /弊社の記録に誤り|確かなご回答を差し上げる|まだ完了していない決済がございます|については、正しく処理|については、現在銀行が審査/,
    admits: /誤って|誤り|不備|多く(?:ご請求|お支払い)|お詫び|申し訳/,
    shortest: 90,
  },
};
