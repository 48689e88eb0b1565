import { describe, expect, test } from 'vitest';
import { formatMoney, toDecimal } from '../../../src/money.ts';
import type { GroundedLanguage } from '../../../src/triage/grounding/lexicon.ts';
import { scanFigures } from '../../../src/triage/grounding/scan-figures.ts';

/** Countries whose customers write in our languages: each has signs and separators of its own. */
const LOCALES: readonly (readonly [GroundedLanguage, string])[] = [
  ['en', 'en-US'],
  ['en', 'en-GB'],
  ['en', 'en-CA'],
  ['en', 'en-AU'],
  ['de', 'de-DE'],
  ['de', 'de-AT'],
  ['de', 'de-CH'],
  ['es', 'es-ES'],
  ['es', 'es-MX'],
  ['es', 'es-AR'],
  ['es', 'es-CL'],
  ['fr', 'fr-FR'],
  ['fr', 'fr-CA'],
  ['fr', 'fr-CH'],
  ['fr', 'fr-BE'],
  ['ja', 'ja-JP'],
];
const CURRENCIES =
  'usd eur gbp jpy chf cad aud nzd mxn brl ars clp cop uyu sgd hkd twd inr krw sek nok dkk pln czk ils thb php vnd xof xpf kwd'.split(
    ' ',
  );
const AMOUNTS = [1, 4_900, 123_456, 1_234_567_800];

describe.each(LOCALES)('in %s, of %s', (language, locale) => {
  test.each(CURRENCIES)('an amount in %s is read back as what it is', (currency) => {
    for (const amount of AMOUNTS) {
      const text = formatMoney({ amount, currency }, locale);
      const figures = scanFigures(`${text}.`, language);
      const amounts = figures.flatMap(({ readings }) =>
        readings.flatMap((reading) =>
          reading.kind === 'amount' && reading.currencies.includes(currency) ? [Number(reading.value)] : [],
        ),
      );
      expect({ text, figures: figures.length, amounts }).toEqual({
        text,
        figures: 1,
        amounts: expect.arrayContaining([Number(toDecimal({ amount, currency }))]),
      });
    }
  });
});
