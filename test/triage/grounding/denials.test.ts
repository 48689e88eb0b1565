import { describe, expect, test } from 'vitest';
import { denialsOfError } from '../../../src/triage/grounding/denials.ts';
import type { GroundedLanguage } from '../../../src/triage/grounding/lexicon.ts';
import { secretsAskedFor } from '../../../src/triage/grounding/secrets-asked-for.ts';
import { writeFromTemplates } from '../../../src/triage/template-writer.ts';
import { isSupported } from '../../../src/triage/templates/index.ts';
import type { RuleTextKey } from '../../../src/triage/templates/rule-keys.ts';
import { anAnalysis, aRequest, SAMPLES, sampleFinding } from '../sample-findings.ts';

type Sentences = Readonly<Record<GroundedLanguage, readonly string[]>>;

const DENYING: Sentences = {
  en: [
    'We have checked, and there is no error.',
    'I found no billing error.',
    'Nothing is wrong with your account.',
    'All your charges are correct.',
    'Both payments were valid.',
    'You were not charged twice.',
  ],
  de: [
    'Es liegt kein Fehler vor.',
    'Wir haben keinen Fehler gefunden.',
    'Alles ist korrekt.',
    'Beide Abbuchungen waren berechtigt.',
    'Ihnen wurde nicht doppelt berechnet.',
  ],
  es: [
    'No hay ningún error.',
    'No hemos encontrado ningún problema.',
    'Todo está correcto.',
    'Ambos cobros son válidos.',
    'No se le ha cobrado dos veces.',
  ],
  fr: [
    "Il n'y a aucune erreur.",
    "Nous n'avons constaté aucune anomalie.",
    'Tout est en ordre.',
    'Les deux prélèvements sont justifiés.',
    "Vous n'avez pas été débité deux fois.",
  ],
  ja: [
    '誤りはございません。',
    '問題は見つかりませんでした。',
    'ご請求はすべて正しいものです。',
    '両方のお支払いは正当です。',
  ],
};

const NOT_DENYING: Sentences = {
  en: [
    'Only the first payment was due.',
    'The first payment was correct, the second was not.',
    'Something went wrong on our side.',
    'There is an error in your invoice.',
  ],
  de: [
    'Die erste Zahlung war richtig, die zweite nicht.',
    'Uns ist ein Fehler unterlaufen.',
    'Nur eine Zahlung war fällig.',
  ],
  es: [
    'El primer cobro era correcto; el segundo no.',
    'Hay un error en su factura.',
    'Solo se debía un pago.',
  ],
  fr: [
    'Le premier prélèvement était dû, pas le second.',
    "Une erreur s'est produite.",
    'Il y a une erreur sur votre facture.',
  ],
  ja: ['1回目のお支払いのみが正しいものでした。', '弊社の請求に誤りがございました。'],
};

const ASKING: Sentences = {
  en: [
    'Please reply with your full card number.',
    'To receive it, send us your bank details.',
    'Confirm your password and the one-time code.',
    'We need your CVV.',
  ],
  de: [
    'Bitte senden Sie uns Ihre Kartennummer.',
    'Nenn uns bitte dein Passwort.',
    'Wir benötigen Ihre Bankdaten.',
  ],
  es: ['Envíenos el número de su tarjeta.', 'Necesitamos sus datos bancarios.', 'Confirme su contraseña.'],
  fr: [
    'Envoyez-nous votre numéro de carte.',
    'Nous avons besoin de vos coordonnées bancaires.',
    'Confirmez votre mot de passe.',
  ],
  ja: ['カード番号をお送りください。', 'パスワードを教えてください。'],
};

const NOT_ASKING: Sentences = {
  en: [
    'Please send us the date, the amount and the name on the bank statement.',
    'Your card ending in 4242 was charged.',
    'You can change your payment method in your account.',
    'Keep your password to yourself.',
  ],
  de: ['Bitte nennen Sie uns Datum und Betrag.', 'Ihre Karte mit den Endziffern 4242 wurde belastet.'],
  es: ['Indíquenos la fecha y el importe.', 'Se cobró en su tarjeta terminada en 4242.'],
  fr: ['Indiquez-nous la date et le montant.', 'Votre carte se terminant par 4242 a été débitée.'],
  ja: ['日付と金額をお知らせください。', '末尾4242のカードに請求されました。'],
};

const all = (sentences: Sentences) =>
  Object.entries(sentences).flatMap(([language, texts]) =>
    (texts as readonly string[]).map((text) => [language as GroundedLanguage, text] as const),
  );

describe('an error denied', () => {
  test.each(all(DENYING))('%s: %s', (language, text) => {
    expect(denialsOfError(text, language)).not.toEqual([]);
  });
  test.each(all(NOT_DENYING))('not so in %s: %s', (language, text) => {
    expect(denialsOfError(text, language)).toEqual([]);
  });
});

describe('card data or passwords asked for', () => {
  test.each(all(ASKING))('%s: %s', (language, text) => {
    expect(secretsAskedFor(text, language)).not.toEqual([]);
  });
  test.each(all(NOT_ASKING))('not so in %s: %s', (language, text) => {
    expect(secretsAskedFor(text, language)).toEqual([]);
  });
});

describe('what the deterministic writer says', () => {
  const keys = Object.keys(SAMPLES) as RuleTextKey[];
  const languages = (['en', 'de', 'es', 'fr', 'ja'] as const).filter(isSupported);
  test.each(languages)('denies no proved error and asks for no secret, in %s', (language) => {
    for (const key of keys) {
      const analysis = anAnalysis([sampleFinding(key)]);
      const { draft_reply: reply, summary } = writeFromTemplates(aRequest(analysis, { language }));
      expect(secretsAskedFor(reply, language), key).toEqual([]);
      if (analysis.verdict !== 'billing_error') continue;
      expect(denialsOfError(reply, language), key).toEqual([]);
      expect(denialsOfError(summary, 'en'), key).toEqual([]);
    }
  });
});
