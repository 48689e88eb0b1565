import type { GroundedLanguage } from './lexicon.ts';
import { found } from './plain-text.ts';

/** What nobody may be asked for by mail: whoever asks is not us. */
const SECRETS: Readonly<Record<GroundedLanguage, { readonly asking: string; readonly what: string }>> = {
  en: {
    asking:
      '(?:send|give|tell|provide|share|reply with|confirm|enter|e-?mail|text|forward|supply|submit|need)',
    what: '(?:(?:full |complete )?(?:card|account|bank account|credit card) (?:number|details|data)|cvv|cvc|security code|pass(?:word|code|phrase)|pin(?: code)?|one-time (?:code|password)|verification code|api key|login|log-in details|credentials|bank details|routing number|passport|social security)',
  },
  de: {
    asking:
      '(?:senden|schicken|nennen|geben|teilen|mitteilen|bestätigen|eingeben|übermitteln|schreiben|sende|schick|nenn|gib|teile|bestätige|benötigen|brauchen)',
    what: '(?:kartennummer|kreditkartennummer|kartendaten|prüfziffer|sicherheitscode|passwort|kennwort|pin|tan|zugangsdaten|bankdaten|kontodaten|kontonummer|iban|api-schlüssel|ausweis(?:nummer|kopie)?)',
  },
  es: {
    asking:
      '(?:env[ií]\\w*|mand\\w+|facilit\\w+|proporcion\\w+|indi[cq]\\w+|confirm\\w+|d[ée]nos|danos|responda con|necesitamos|escrib\\w+|compart\\w+)',
    what: '(?:número (?:completo )?de (?:la |su |tu )?(?:tarjeta|cuenta)|datos (?:de (?:la |su |tu )?(?:tarjeta|cuenta)|bancarios)|cvv|cvc|código de (?:seguridad|verificación)|contraseña|clave|pin|iban|credenciales|clave api)',
  },
  fr: {
    asking:
      '(?:envoy\\w+|transmett\\w+|communiqu\\w+|indiqu\\w+|fourni\\w+|donn\\w+|confirm\\w+|répond\\w+ avec|saisi\\w+|avons besoin|partag\\w+)',
    what: "(?:numéro (?:complet )?de (?:la |votre |ta )?(?:carte|compte)|(?:données|coordonnées) (?:de (?:la |votre |ta )?carte|bancaires)|cvv|cvc|cryptogramme|code (?:de sécurité|de vérification|secret|pin)|mot de passe|iban|identifiants|clé d'api)",
  },
  ja: {
    // お送りにならないよう asks for the opposite.
    asking: '(?:送って|お送り|お知らせ|教えて|ご連絡|ご返信|ご入力|ご提供|ご記入|お伝え)(?!にならない)',
    what: '(?:カード番号|口座番号|セキュリティコード|暗証番号|パスワード|認証コード|ワンタイム|apiキー|ログイン情報)',
  },
};
/** Letters between the asking and what is asked for. */
const REACH = 60;

/** Where a text asks for card data, codes or passwords, each as it stands; empty where it does not. */
export function secretsAskedFor(text: string, language: GroundedLanguage): readonly string[] {
  const { asking, what } = SECRETS[language];
  // In Japanese what is asked for stands before the verb.
  return language === 'ja'
    ? found(text, [`${what}[^。\\n]{0,${REACH}}${asking}`])
    : found(text, [`\\b${asking}\\b[^.!?\\n]{0,${REACH}}?\\b${what}\\b`]);
}
