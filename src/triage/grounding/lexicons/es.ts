import type { Lexicon } from '../lexicon.ts';

const ONES =
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve'.split(
    ' ',
  );
const TENS = 'cero diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' ');
const HUNDREDS =
  'cero ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(
    ' ',
  );

function belowHundred(value: number): readonly string[] {
  const forms = (words: string): string[] =>
    words.endsWith('uno')
      ? [words, `${words.slice(0, -3)}un`, `${words.slice(0, -3)}ún`, `${words.slice(0, -1)}a`]
      : [words];
  if (value < 30) return forms(ONES[value] ?? '');
  const ten = TENS[Math.floor(value / 10)] ?? '';
  return value % 10 === 0 ? [ten] : forms(`${ten} y ${ONES[value % 10]}`);
}

function spell(value: number): readonly string[] {
  if (value < 100) return belowHundred(value);
  if (value === 100) return ['cien'];
  const head = HUNDREDS[Math.floor(value / 100)] ?? '';
  const heads = head.endsWith('os') ? [head, `${head.slice(0, -2)}as`] : [head];
  const rest = value % 100;
  return rest === 0 ? heads : heads.flatMap((word) => belowHundred(rest).map((tail) => `${word} ${tail}`));
}

const RETURN = '(?:reembols|devolv|devuelv|abon|corrig|corregi|cancel|anul|compens|restitu)';

export const spanish: Lexicon = {
  language: 'es',
  months: [
    ['enero', 'ene'],
    ['febrero', 'feb'],
    ['marzo', 'mar'],
    ['abril', 'abr'],
    ['mayo', 'may'],
    ['junio', 'jun'],
    ['julio', 'jul'],
    ['agosto', 'ago'],
    ['septiembre', 'setiembre', 'sept', 'sep'],
    ['octubre', 'oct'],
    ['noviembre', 'nov'],
    ['diciembre', 'dic'],
  ],
  ambiguousMonths: new Set(['mar', 'ene', 'jun', 'may']),
  monthIntro: 'en|de|desde|hasta|del mes de',
  weekdays: [['domingo'], ['lunes'], ['martes'], ['miércoles'], ['jueves'], ['viernes'], ['sábado']],
  dayWords: { primero: 1 },
  dayOf: 'de|del',
  dayMark: 'º|o|ª',
  bareDay: '(?:el|del|al|el día|día) (\\d{1,2})º?',
  spell,
  scales: { mil: 1000, millón: 1_000_000, millones: 1_000_000 },
  weakNumbers: new Set(['mil', 'cien', 'ciento']),
  multiples: {},
  negation: '\\b(?:no|nunca|ni|sin|tampoco|en lugar de|en vez de)\\b',
  times: 'veces',
  units: {
    minute: 'minutos?',
    hour: 'horas?|h',
    business_day: 'días? (?:hábil(?:es)?|laborables?|laboral(?:es)?)',
    day: 'días?(?: naturales)?|noches?',
    week: 'semanas?',
    month: 'mes(?:es)?',
    year: 'años?',
  },
  fillers: 'primeros|últimos|próximos',
  percent: 'por ciento|por cien',
  currencies: {
    'dólares estadounidenses': ['usd'],
    'dólar(?:es)?': ['usd', 'cad', 'aud', 'nzd'],
    'euros?': ['eur'],
    'libras?(?: esterlinas?)?': ['gbp'],
    'yenes|yen': ['jpy'],
    'francos?(?: suizos?)?': ['chf'],
    'pesos?(?: mexicanos)?': ['mxn', 'ars', 'clp', 'cop'],
  },
  hundredths: 'céntimos?|centavos?',
  connectors: 'a|y|o|hasta',
  promises: [
    new RegExp(
      `\\b(?:le|te|lo|se lo|les)?\\s?(?:${RETURN.slice(3, -1)})[a-zà-ÿ]*(?:remos|ré|rán|rá)\\b`,
      'i',
    ),
    new RegExp(`\\b(?:vamos|voy) a [^.!?\\n]*?\\b${RETURN}`, 'i'),
    new RegExp(`\\b(?:será|serán|va a ser|van a ser) [^.!?\\n]*?\\b${RETURN}`, 'i'),
    /\bestamos (?:reembolsando|devolviendo|abonando|corrigiendo|cancelando|tramitando (?:el|su|tu) reembolso)/i,
    /\bgarantiza|\ble prometemos|\bte prometemos|\bprometo\b/i,
  ],
  arrivals: [
    /\b(?:recibirá|recibirás|verá|verás|le llegará|te llegará|tendrá|tendrás)\b(?! (?:[a-zà-ÿ]+ ){0,2}(?:respuesta|mensaje|confirmación|noticias|correo))/i,
    /\b(?:dinero|importe|reembolso|abono) (?:llegará|aparecerá|debería (?:llegar|aparecer|verse))\b/i,
  ],
  admissions: [
    /\b(?:por error|error nuestro|nuestro error|indebidamente|no correspondía|no procedía|cobrado de más|pagado de más)\b/i,
  ],
  done: [
    /\b(?:hemos|he|ha sido|han sido|fue|fueron|ya (?:le |te )?(?:hemos|he)|se (?:le |te )?(?:ha|han))\b[^.!?\n]{0,40}?\b(?:reembolsad|devuelt|abonad|reintegrad)/i,
    /\b(?:reembolso|abono|devolución) (?:ya )?(?:está en camino|ha sido (?:emitid|procesad|realizad)|se (?:emitió|procesó|realizó|hizo))/i,
    /\b(?:hemos|he) (?:emitido|procesado|realizado|hecho) (?:un|el|su|tu) (?:reembolso|abono)/i,
    /\b(?:le|te) (?:devolvimos|reembolsamos|abonamos)\b/i,
  ],
};
