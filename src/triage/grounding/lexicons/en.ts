import type { Lexicon } from '../lexicon.ts';

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINALS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  );

function belowHundred(value: number): string {
  if (value < 20) return ONES[value] ?? '';
  const ten = TENS[Math.floor(value / 10)] ?? '';
  return value % 10 === 0 ? ten : `${ten} ${ONES[value % 10]}`;
}

function spell(value: number): readonly string[] {
  if (value < 100) return [belowHundred(value)];
  const hundreds = Math.floor(value / 100);
  const heads = [`${ONES[hundreds]} hundred`, ...(hundreds === 1 ? ['a hundred'] : [])];
  const rest = value % 100;
  if (rest === 0) return heads;
  return heads.flatMap((head) => [`${head} ${belowHundred(rest)}`, `${head} and ${belowHundred(rest)}`]);
}

const dayWords: Record<string, number> = { thirtieth: 30 };
for (const [index, word] of ORDINALS.entries()) {
  dayWords[word] = index + 1;
  if (index < 9) dayWords[`twenty-${word}`] = 21 + index;
}
dayWords['thirty-first'] = 31;

/** What can be done about money, as a bare verb and as a participle. */
const ACT =
  '(?:refund|return|credit|reimburse|repay|pay (?:you )?back|send (?:you )?back|compensate|correct|cancel|fix|reverse|waive|void|undo)';
const ACTED =
  '(?:refunded|returned|credited|reimbursed|repaid|paid back|sent back|compensated|corrected|cancelled|canceled|fixed|reversed|waived|voided)';

export const english: Lexicon = {
  language: 'en',
  months: [
    ['january', 'jan'],
    ['february', 'feb'],
    ['march', 'mar'],
    ['april', 'apr'],
    ['may'],
    ['june', 'jun'],
    ['july', 'jul'],
    ['august', 'aug'],
    ['september', 'sept', 'sep'],
    ['october', 'oct'],
    ['november', 'nov'],
    ['december', 'dec'],
  ],
  ambiguousMonths: new Set(['may', 'march', 'mar', 'jan', 'jun', 'dec']),
  monthIntro: 'in|of|since|until|till|through|from|for|by|during|last|next|this|early|late|mid|your|the',
  weekdays: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'].map((day) => [
    day,
    day.slice(0, 3),
  ]),
  dayWords,
  dayOf: 'of',
  dayMark: 'st|nd|rd|th',
  bareDay: '(?:on|from|until|by|since) the (\\d{1,2})(?:st|nd|rd|th)?',
  spell,
  scales: { k: 1000, thousand: 1000, million: 1_000_000 },
  weakNumbers: new Set(),
  multiples: { twice: 2, thrice: 3 },
  negation: "\\b(?:not|never|no|n't|cannot|rather than|instead of)\\b|n't\\b",
  times: 'times',
  units: {
    minute: 'minutes?|mins?',
    hour: 'hours?|hrs?|h',
    business_day: '(?:business|working|banking|bank) days?',
    day: 'days?|nights?',
    week: 'weeks?',
    month: 'months?',
    year: 'years?',
  },
  fillers: 'more|further|full|whole|calendar|additional',
  percent: 'percent|per cent|pct',
  currencies: {
    'us dollars?': ['usd'],
    'canadian dollars?': ['cad'],
    'australian dollars?': ['aud'],
    'dollars?': ['usd', 'cad', 'aud', 'nzd', 'sgd', 'hkd'],
    bucks: ['usd', 'cad', 'aud'],
    'euros?': ['eur'],
    'pounds? sterling': ['gbp'],
    'pounds?': ['gbp'],
    quid: ['gbp'],
    yen: ['jpy'],
    'swiss francs?': ['chf'],
    'francs?': ['chf', 'xof', 'xaf'],
    'rupees?': ['inr'],
  },
  hundredths: 'cents?|pence|p',
  connectors: 'to|and|or|through|until',
  promises: [
    new RegExp(
      `\\b(?:we|i)(?:'ll| will|'re going to| are going to|'m going to| am going to| shall)\\b[^.!?\\n]*?\\b${ACT}\\b`,
      'i',
    ),
    new RegExp(`\\b(?:will|shall|going to) be (?:fully |automatically |immediately )?${ACTED}\\b`, 'i'),
    new RegExp(`\\b(?:is|are) (?:now )?being (?:${ACTED}|arranged|processed)\\b`, 'i'),
    /\b(?:we|i)(?:'re| are|'m| am) (?:now )?(?:refunding|returning|crediting|reimbursing|correcting|cancelling|canceling|processing (?:a|the|your) refund)\b/i,
    /\bguarantee|\bpromise to\b|\bpromise you\b|\byou have my word\b/i,
  ],
  arrivals: [
    /\byou(?:'ll| will| should| can expect to)\b[^.!?\n]*?\b(?:receive|get|be refunded|be credited|see)\b(?! (?:\w+ ){0,2}(?:message|reply|e-?mail|answer|update|note|confirmation|notice|word)\b)/i,
    /\b(?:money|refund|amount|credit) (?:will|should) (?:be|arrive|appear|reach|show)\b/i,
  ],
  admissions: [
    /\b(?:our (?:mistake|error|fault)|in error|by mistake|by accident|(?:wrongly|mistakenly|incorrectly|erroneously) (?:charged|billed|collected)|over-?charged|charged (?:you )?too much|should (?:not|never) have been (?:charged|taken|collected|billed))\b/i,
  ],
  done: [
    /\b(?:have|has|was|were|been|'ve|already|just|we|i) (?:already |just |now |fully |been )*(?:refunded|credited|reversed|reimbursed|repaid)\b/i,
    /\b(?:issued|processed|made|initiated|sent) (?:you )?(?:a|the|your) (?:full |partial )?(?:refund|credit)\b/i,
    /\b(?:refund|credit) (?:has been|was|is) (?:issued|processed|made|sent|on its way)\b/i,
  ],
};
