import { describe, expect, test } from 'vitest';
import { chooseLanguage, detectLanguage, languageName } from '../../src/triage/language.ts';
import { aTicket } from './sample-findings.ts';

describe('detectLanguage', () => {
  test.each([
    ['en', 'Hi, I was charged twice for my subscription this month.'],
    ['en', 'WHY did you charge me again?'],
    ['de', 'Hallo, ich wurde im November zweimal belastet.'],
    ['de', 'Bitte um Klärung: doppelt abgebucht!'],
    ['es', 'Hola, me han cobrado dos veces la suscripción de este mes.'],
    ['fr', 'Bonjour, j’ai été prélevé deux fois ce mois-ci, pourquoi ?'],
    ['es', 'No reconozco este cargo'],
    ['es', 'Cargo duplicado, quiero mi dinero'],
    ['fr', 'Double prélèvement sur ma carte'],
    ['fr', 'Remboursement svp'],
    ['en', 'Double charge'],
    ['pt', 'Cobrança duplicada no meu cartão este mês'],
    ['it', 'Buongiorno, mi è stato addebitato due volte, perché?'],
    ['pt', 'Olá, fui cobrado duas vezes na minha assinatura, não entendo.'],
    ['nl', 'Hallo, ik heb twee keer betaald voor mijn abonnement.'],
    ['ja', '今月、二重に請求されました。返金をお願いします。'],
    ['zh', '我这个月被扣了两次款'],
    ['ko', '이번 달에 두 번 청구되었습니다.'],
    ['ru', 'Почему с меня сняли деньги дважды?'],
    ['uk', 'Чому з мене двічі зняли гроші за підписку?'],
    ['ar', 'لماذا تم خصم المبلغ مرتين من بطاقتي؟'],
    ['fa', 'چرا دو بار از کارت من پول برداشت شده است؟'],
    ['ur', 'میرے کارڈ سے دو بار پیسے کیوں کاٹے گئے ہیں؟'],
    ['hi', 'मेरे कार्ड से दो बार पैसे क्यों काटे गए?'],
    ['th', 'ทำไมฉันถูกเรียกเก็บเงินสองครั้ง'],
  ])('%s: %s', (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  test('too little to tell is not guessed', () => {
    expect(detectLanguage('')).toBeNull();
    expect(detectLanguage('12345 !!!')).toBeNull();
    expect(detectLanguage('Re: INV-2231')).toBeNull();
  });

  test('an English name in a German ticket does not decide, nor a quoted product', () => {
    expect(
      detectLanguage('Ich nutze "The Pro Plan for Teams" und wurde doppelt belastet, warum ist das so?'),
    ).toBe('de');
  });

  test('a hostile megabyte is read only in part', () => {
    const started = performance.now();
    detectLanguage('the '.repeat(250_000));
    expect(performance.now() - started).toBeLessThan(250);
  });
});

describe('chooseLanguage', () => {
  const german = aTicket('Hallo, ich wurde doppelt belastet und verstehe das nicht.');
  const choose = (policyLanguage: string | undefined, ticket: typeof german | null, locales: string[] = []) =>
    chooseLanguage({ policyLanguage, ticket, locales });

  test('policy before ticket before preferred locales before English', () => {
    expect(choose('en', german, ['fr'])).toMatchObject({ written: 'en', because: 'policy' });
    expect(choose('auto', german, ['fr'])).toMatchObject({
      written: 'de',
      because: 'ticket',
      locale: 'de-DE',
    });
    expect(choose(undefined, null, ['de-AT'])).toEqual({
      written: 'de',
      wanted: 'de',
      because: 'preferred_locales',
      locale: 'de-AT',
    });
    expect(choose(undefined, null)).toEqual({
      written: 'en',
      wanted: 'en',
      because: 'default',
      locale: 'en-US',
    });
  });

  test('a region from the preferred locales refines the ticket’s language', () => {
    const english = aTicket('Why was I charged twice for my subscription?');
    expect(choose(undefined, english, ['de-DE', 'en-GB'])).toMatchObject({ written: 'en', locale: 'en-GB' });
    expect(choose(undefined, english, ['en'])).toMatchObject({ written: 'en', locale: 'en-US' });
  });

  test('an unsupported language is answered in English, and named', () => {
    expect(choose('pl', german, [])).toMatchObject({ written: 'en', wanted: 'pl', locale: 'en-US' });
    expect(languageName('pl')).toBe('Polish');
  });

  test('malformed locales are no wishes', () => {
    expect(choose(undefined, null, ['<script>', 'x', '../../etc', ''])).toMatchObject({
      written: 'en',
      because: 'default',
    });
    expect(choose('de_CH', null)).toMatchObject({ written: 'de', locale: 'de-CH' });
  });
});
