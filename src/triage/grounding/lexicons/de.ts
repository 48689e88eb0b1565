import type { Lexicon } from '../lexicon.ts';

const ONES =
  'null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn'.split(
    ' ',
  );
const TENS = 'null zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig'.split(' ');

function belowHundred(value: number): string {
  if (value < 20) return ONES[value] ?? '';
  const ten = TENS[Math.floor(value / 10)] ?? '';
  return value % 10 === 0 ? ten : `${ONES[value % 10]}und${ten}`;
}

function spell(value: number): readonly string[] {
  if (value < 100) {
    const word = belowHundred(value);
    const inflected = value === 2 ? ['zweier', 'zweien'] : value === 3 ? ['dreier', 'dreien'] : [];
    return [word, word.replace('ß', 'ss'), ...inflected];
  }
  const hundreds = Math.floor(value / 100);
  const heads = [`${ONES[hundreds]}hundert`, ...(hundreds === 1 ? ['hundert'] : [])];
  const rest = value % 100;
  if (rest === 0) return heads;
  const tail = rest === 1 ? 'eins' : belowHundred(rest);
  return heads.flatMap((head) => [`${head}${tail}`, `${head}und${tail}`]);
}

const dayWords: Record<string, number> = {};
for (let day = 1; day <= 31; day += 1) {
  const irregular: Record<number, string> = { 1: 'erst', 3: 'dritt', 7: 'siebt', 8: 'acht' };
  const stem = irregular[day] ?? `${belowHundred(day)}${day < 20 ? 't' : 'st'}`;
  dayWords[`${stem}en`] = day;
  dayWords[`${stem}er`] = day;
}

const RETURN = 'erstatten|rückerstatten|zurückerstatten|zurückzahlen|gutschreiben|überweisen|auszahlen';
const RETURNED =
  'erstattet|rückerstattet|zurückerstattet|zurückgezahlt|zurückgebucht|gutgeschrieben|überwiesen|ausgezahlt';

export const german: Lexicon = {
  language: 'de',
  months: [
    ['januar', 'jänner', 'jan'],
    ['februar', 'feber', 'feb'],
    ['märz', 'mär', 'mrz'],
    ['april', 'apr'],
    ['mai'],
    ['juni', 'jun'],
    ['juli', 'jul'],
    ['august', 'aug'],
    ['september', 'sept', 'sep'],
    ['oktober', 'okt'],
    ['november', 'nov'],
    ['dezember', 'dez'],
  ],
  ambiguousMonths: new Set(['jan', 'mär']),
  monthIntro: 'im|seit|bis|ab|vom|zum|anfang|mitte|ende|letzten|nächsten|diesen|diesem|des|den|für',
  weekdays: [
    ['sonntag', 'so'],
    ['montag', 'mo'],
    ['dienstag', 'di'],
    ['mittwoch', 'mi'],
    ['donnerstag', 'do'],
    ['freitag', 'fr'],
    ['samstag', 'sonnabend', 'sa'],
  ],
  dayWords,
  dayOf: '',
  dayMark: '\\.',
  bareDay: '(?:am|vom|zum|bis|dem|den) (\\d{1,2})\\.',
  spell,
  scales: { tausend: 1000, tsd: 1000, million: 1_000_000, millionen: 1_000_000 },
  weakNumbers: new Set(['hundert', 'tausend']),
  multiples: { zweimal: 2, dreimal: 3, viermal: 4, fünfmal: 5, zweifach: 2, dreifach: 3 },
  negation: '\\b(?:nicht|nie|niemals|kein(?:e[mnrs]?)?|ohne|statt|keineswegs)\\b',
  times: 'mal',
  units: {
    minute: 'minuten?',
    hour: 'stunden?|std\\.?|h',
    business_day:
      '(?:bank|bankarbeits|arbeits|werk|geschäfts|kreditinstituts)-?(?:arbeits)?tag(?:e[ns]?)?|banktag(?:e[ns]?)?',
    day: '(?:kalender)?tag(?:e[ns]?)?',
    week: 'wochen?',
    month: 'monat(?:e[ns]?)?',
    year: 'jahr(?:e[ns]?)?',
  },
  fillers: 'weitere[nr]?|volle[nr]?|ganze[nr]?|zusätzliche[nr]?',
  percent: 'prozent(?:ige[mnrs]?)?|v\\. ?h\\.',
  currencies: {
    'us-?dollar': ['usd'],
    dollar: ['usd', 'cad', 'aud', 'nzd', 'sgd', 'hkd'],
    euro: ['eur'],
    '(?:britische )?pfund(?: sterling)?': ['gbp'],
    yen: ['jpy'],
    '(?:schweizer )?franken': ['chf'],
    rupien: ['inr'],
  },
  hundredths: 'cent|rappen|pence',
  connectors: 'bis(?: zu)?|und|oder',
  promises: [
    new RegExp(
      `\\b(?:werden|werde) (?:wir |ich )?[^.!?\\n]*?\\b(?:${RETURN}|korrigieren|kündigen|stornieren|berichtigen)\\b`,
      'i',
    ),
    new RegExp(`\\b(?:wird|werden) [^.!?\\n]*?\\b(?:${RETURNED}|korrigiert|storniert|berichtigt)\\b`, 'i'),
    /\b(?:wir|ich) (?:erstatten|überweisen|stornieren|korrigieren)\b/i,
    /\b(?:wir|ich) (?:zahlen?|schreiben?|buchen?) [^.!?\n]*?\b(?:zurück|gut)\b/i,
    /\bgarantier|\bversprech(?:en|e) (?:ihnen|dir|euch)\b|\bverspreche\b/i,
  ],
  arrivals: [
    /(?<!(?:rückmeldung|antwort|nachricht|bestätigung|bescheid)[^.!?\n]{0,20})\b(?:erhalten sie|erhältst du|bekommen sie|bekommst du|sie erhalten|du erhältst|sie bekommen|du bekommst)\b(?![^.!?\n]{0,30}(?:rückmeldung|antwort|nachricht|bestätigung|bescheid))/i,
    /\b(?:geld|betrag|erstattung|gutschrift) (?:wird|sollte|dürfte|müsste)\b[^.!?\n]*?\b(?:eintreffen|ankommen|erscheinen|eingehen|da sein|sichtbar)\b/i,
  ],
  admissions: [
    /\b(?:irrtümlich[a-z]*|fälschlich(?:erweise)?|versehentlich|unser(?:em|en|es)? (?:fehler|versehen)|zu viel (?:berechnet|abgebucht|bezahlt|eingezogen)|zu unrecht)\b/i,
  ],
  done: [
    /\b(?:erstattet|rückerstattet|zurückerstattet|zurückgezahlt|zurückgebucht|gutgeschrieben|storniert)\b/i,
    /\b(?:erstattung|gutschrift) (?:wurde|ist|haben wir)\b[^.!?\n]*?\b(?:veranlasst|ausgeführt|angewiesen|unterwegs)\b/i,
  ],
};
