const fill = (piece: string): string => piece.repeat(Math.ceil(1_048_576 / piece.length)).slice(0, 1_048_576);

/** Texts of a megabyte that look like the beginning of something at every place, each with its name. */
export const HOSTILE_MEGABYTES: readonly (readonly [string, string])[] = [
  ['a', fill('a')],
  ['@', fill('@')],
  ['digits', fill('4')],
  ['other digits', fill('1234567890')],
  ['spaced digits', fill('4 ')],
  ['spaces', fill(' ')],
  ['eyJ', fill('eyJ')],
  ['-eyJ', fill('-eyJhbGciOi.')],
  ['sk_live_', fill('sk_live_')],
  ['Bearer', fill('Bearer ')],
  ['Basic', fill('Basic AAAA')],
  ['password=', fill('password="')],
  ['40 characters', fill(`${'aB3'.repeat(13)}x `)],
  ['mixed', fill('aB3')],
  ['cards', fill('4242424242424242 ')],
  ['IBANs', fill('DE89 3704 0044 0532 013 ')],
  ['country codes', fill('DE12')],
  ['private keys', fill('-----BEGIN PRIVATE KEY-----')],
];
