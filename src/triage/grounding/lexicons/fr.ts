import type { Lexicon } from '../lexicon.ts';

const ONES =
  'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf'
    .split(' ')
    .map((word) => word.replaceAll('-', ' '));
const TENS = ['', 'dix', 'vingt', 'trente', 'quarante', 'cinquante', 'soixante'];

function belowHundred(value: number): readonly string[] {
  if (value < 20) return [ONES[value] ?? ''];
  if (value >= 80) {
    const french = value === 80 ? ['quatre vingts', 'quatre vingt'] : [`quatre vingt ${ONES[value - 80]}`];
    const swiss = value >= 90 ? [joined('nonante', value - 90)] : [joined('huitante', value - 80)];
    return [...french, ...swiss];
  }
  if (value >= 70) {
    const french = value === 71 ? 'soixante et onze' : `soixante ${ONES[value - 60]}`;
    return [french, joined('septante', value - 70)];
  }
  return [joined(TENS[Math.floor(value / 10)] ?? '', value % 10)];
}

function joined(ten: string, one: number): string {
  if (one === 0) return ten;
  return one === 1 ? `${ten} et un` : `${ten} ${ONES[one]}`;
}

function spell(value: number): readonly string[] {
  if (value < 100) return belowHundred(value);
  const hundreds = Math.floor(value / 100);
  const head = hundreds === 1 ? 'cent' : `${ONES[hundreds]} cent`;
  const rest = value % 100;
  return rest === 0 ? [head, `${head}s`] : belowHundred(rest).map((tail) => `${head} ${tail}`);
}

const RETURN = '(?:rembours|recrédit|crédit|restitu|revers|corrig|rectifi|annul|résili|dédommag)';

export const french: Lexicon = {
  language: 'fr',
  months: [
    ['janvier', 'janv'],
    ['février', 'fevrier', 'févr', 'fév'],
    ['mars'],
    ['avril', 'avr'],
    ['mai'],
    ['juin'],
    ['juillet', 'juil'],
    ['août', 'aout'],
    ['septembre', 'sept'],
    ['octobre', 'oct'],
    ['novembre', 'nov'],
    ['décembre', 'decembre', 'déc'],
  ],
  ambiguousMonths: new Set(['sept', 'mars']),
  monthIntro: "en|de|depuis|jusqu'en|jusqu'à|jusqu'au|mi|début|fin|au mois de|du mois de",
  weekdays: [['dimanche'], ['lundi'], ['mardi'], ['mercredi'], ['jeudi'], ['vendredi'], ['samedi']],
  dayWords: { premier: 1 },
  dayOf: 'de',
  dayMark: 'er|e',
  bareDay: '(?:le|du|au) (\\d{1,2})(?:er)?',
  spell,
  scales: { mille: 1000, million: 1_000_000, millions: 1_000_000 },
  weakNumbers: new Set(['mille', 'cent', 'cents', 'neuf']),
  multiples: {},
  negation: "\\b(?:ne|pas|jamais|ni|sans|aucun|aucune|au lieu)\\b|\\bn'",
  times: 'fois',
  units: {
    minute: 'minutes?',
    hour: 'heures?|h',
    business_day: 'jours? (?:ouvrés?|ouvrables?|bancaires?)',
    day: 'jours?(?: calendaires)?|nuits?',
    week: 'semaines?',
    month: 'mois',
    year: 'ans?|années?',
  },
  fillers: 'derniers|prochains|premiers|autres',
  percent: 'pour ?cents?|p\\. ?100',
  currencies: {
    'dollars? américains?': ['usd'],
    'dollars? canadiens?': ['cad'],
    'dollars?': ['usd', 'cad', 'aud', 'nzd'],
    'euros?': ['eur'],
    'livres?(?: sterling)?': ['gbp'],
    yens: ['jpy'],
    yen: ['jpy'],
    'francs? suisses?': ['chf'],
    'francs?': ['chf', 'xof', 'xaf', 'xpf'],
  },
  hundredths: 'centimes?|cents?',
  connectors: 'à|et|ou|au',
  promises: [
    new RegExp(`\\b(?:${RETURN.slice(3, -1)})[a-zà-ÿ]*(?:rons|rai|ront|ra)\\b`, 'i'),
    new RegExp(`\\b(?:allons|vais) (?:vous |te |le |la |l')*${RETURN}`, 'i'),
    new RegExp(`\\b(?:sera|seront|va être|vont être) [^.!?\\n]*?\\b${RETURN}`, 'i'),
    /\b(?:sommes|suis) en train de (?:vous |te )?(?:rembours|recrédit|corrig|annul)/i,
    /\bgaranti(?:ssons|s|t)\b|\bvous promettons|\bvous promets|\bte promets/i,
  ],
  arrivals: [
    /\b(?:vous recevrez|tu recevras|vous verrez|tu verras|vous devriez (?:recevoir|voir)|tu devrais (?:recevoir|voir))\b(?! (?:[a-zà-ÿ]+ ){0,2}(?:réponse|message|confirmation|nouvelles|e-?mail|courriel))/i,
    /\b(?:argent|somme|montant|remboursement) (?:arrivera|apparaîtra|devrait (?:arriver|apparaître|être visible))\b/i,
  ],
  admissions: [
    /\b(?:par erreur|erreur de notre part|notre erreur|à tort|indûment|en trop|de trop|n'étai(?:t|ent) pas dus?)\b/i,
  ],
  done: [
    /\b(?:avons|ai|a été|ont été|été|vient d'être|venons de)\b[^.!?\n]{0,30}?\b(?:rembours|recrédit|restitu)/i,
    /\bremboursement (?:est en route|a été (?:émis|effectué|traité|envoyé)|est en cours)/i,
    /\b(?:avons|ai) (?:effectué|émis|traité) (?:un|le|votre|ton) (?:remboursement|avoir)/i,
  ],
};
