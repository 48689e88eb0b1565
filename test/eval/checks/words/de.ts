import type { CheckWords } from './check-words.ts';

export const german: CheckWords = {
  topics: {
    charged_twice:
      '\\b(?:doppelt\\p{L}*|zweimal|dreimal|zweite[nrsm]?|erneut|noch einmal|nochmal\\p{L}*|nur einmal|nur eine|zwei (?:zahlungen|abbuchungen)|drei (?:zahlungen|abbuchungen)|beide\\p{L}*|eine davon|überw\\p{L}*|ebenfalls|zu viel|mehr als)\\b',
    two_subscriptions:
      '\\b(?:abos|abonnements|zweites? (?:abo|abonnement)|zweite[ns]?|nebeneinander|beide\\p{L}*)\\b',
    cancelled:
      '\\b(?:gekündigt\\p{L}*|kündig\\p{L}*|beendet|ende|endete|abgelaufen|ausgelaufen|storniert|geschlossen)\\b',
    refund:
      '\\b(?:erstatt\\p{L}*|rückerstatt\\p{L}*|zurück\\p{L}*|gutschrift|gutgeschrieben|referenz\\p{L}*|storno\\p{L}*)\\b',
    plan_change:
      '\\b(?:wechsel\\p{L}*|gewechselt|umstellung|umgestellt|tarif\\p{L}*|anteilig\\p{L}*|upgrade\\p{L}*|downgrade\\p{L}*|ungenutzt\\p{L}*|nicht genutzt\\p{L}*|tage)\\b',
    payment_failed:
      '\\b(?:fehlgeschlagen\\p{L}*|gescheitert\\p{L}*|abgelehnt\\p{L}*|nicht (?:geklappt|durchgeführt|ausgeführt|möglich)|versuch\\p{L}*|bank|offen\\p{L}*|bestätig\\p{L}*)\\b',
    hold: '\\b(?:reservier\\p{L}*|vorgemerkt\\p{L}*|vormerkung|autorisier\\p{L}*|freigegeben|gibt|nicht (?:abgebucht|eingezogen))\\b',
    discount: '\\b(?:rabatt\\p{L}*|gutschein\\p{L}*|nachlass\\p{L}*|prozent|code)\\b|%',
    price: '\\b(?:preis\\p{L}*|vereinbart\\p{L}*|kostet\\p{L}*|betrag|statt|berechnet)\\b',
    seats: '\\b(?:plätze\\p{L}*|platz|lizenz\\p{L}*|nutzer\\p{L}*|benutzer\\p{L}*|einheiten|menge|anzahl)\\b',
    tax: '\\b(?:\\p{L}*steuer\\p{L}*|mwst|ust|befrei\\p{L}*)\\b',
    trial: '\\b(?:test\\p{L}*|probe\\p{L}*|kostenlos\\p{L}*|gratis)\\b',
    credit:
      '\\b(?:gutschrift\\p{L}*|guthaben\\p{L}*|gutgeschrieben|zugesagt\\p{L}*|zusage|versprochen\\p{L}*)\\b',
    paused: '\\b(?:pausier\\p{L}*|pause|ausgesetzt|ruht\\p{L}*)\\b',
    renewal: '\\b(?:verläng\\p{L}*|zeitraum\\p{L}*|monat\\p{L}*|jahr\\p{L}*|automatisch)\\b',
    usage: '\\b(?:verbrauch\\p{L}*|nutzung\\p{L}*|einheiten|genutzt\\p{L}*)\\b',
    dispute: '\\b(?:rückbuch\\p{L}*|reklam\\p{L}*|einspruch\\p{L}*|bank)\\b',
    which_charge:
      '\\b(?:zahlung\\p{L}*|abbuchung\\p{L}*|rechnung\\p{L}*|konto\\p{L}*|kontoauszug|datum|betrag)\\b',
  },
  nextSteps: {
    passed_on:
      '\\b(?:buchhaltung|finanz\\p{L}*|weitergegeben|weitergeleitet|übergeben|zur (?:korrektur|prüfung))\\b',
    we_write:
      '\\b(?:melde[n]? (?:ich mich|wir uns)|melde mich|(?:geben|gebe|sagen|sage) (?:ihnen|dir|euch)? ?(?:\\p{L}+ )?bescheid|schreib\\p{L}* (?:ihnen|dir)|schreiben wir|informier\\p{L}*|unterricht\\p{L}*|hör\\p{L}* (?:sie |du )?von uns|von uns hören|rückmeldung|halten (?:sie|dich)|kommen (?:\\p{L}+ ){0,2}auf (?:sie|dich) zu|sobald)\\b',
    we_look:
      '\\b(?:(?:wir|ich) (?:prüfe\\p{L}*|klär\\p{L}*|schaue\\p{L}*|sehen uns)|noch offen|wird geprüft|prüfen (?:wir|gerade))\\b',
    you_act:
      '\\b(?:bitte (?:\\p{L}+ ){0,6}(?:aktualisier\\p{L}*|prüf\\p{L}*|bestätig\\p{L}*|hinterleg\\p{L}*|bezahl\\p{L}*|begleich\\p{L}*|überprüf\\p{L}*|nenn\\p{L}*|wend\\p{L}*)|(?:aktualisieren|hinterlegen|bestätigen|bezahlen|begleichen|prüfen|nennen|fragen) sie|(?:aktualisiere|hinterlege|bestätige|bezahle|begleiche|prüfe|nenne|frag) |(?:können|könnten) sie|kannst du|könntest du|andere karte|hilft (?:ihr|ihnen|dir|es))\\b',
    you_tell_us:
      '\\b(?:antworte[n]?|(?:teilen|sagen|schreiben|nennen|schicken|senden|geben) sie|(?:teil|sag|schreib|nenn|schick|gib)e? (?:uns|mir)|melden sie sich|meld dich|fragen haben|fragen hast|gerne? weiter|helfen wir)\\b|\\?',
    nothing_to_do:
      '\\b(?:nichts (?:weiter |mehr )?(?:zu )?tun|nichts unternehmen|von selbst|von allein\\p{L}*|automatisch|nächste[nr]? rechnung|spätestens|ein paar tage|ab (?:dann|jetzt)|bleibt (?:aber )?bei)\\b',
  },
  greeting: '^(?:hallo|guten (?:tag|morgen|abend)|sehr geehrte|liebe[rs]?|moin|grüezi|servus)\\b',
  signOff: '\\b(?:gr(?:ü|u|ue)(?:ß|ss)\\p{L}*|freundlich\\p{L}*|viele grüße|herzlich\\p{L}*|danke)\\b',
  blame:
    '\\b(?:(?:sie hätten|du hättest) (?:\\p{L}+ ){0,6}(?:müssen|sollen|können)|(?:ihr|dein) (?:eigener )?(?:fehler|versehen|versäumnis)|(?:ihre|deine) schuld|selbst schuld|wie sie (?:wissen|sehen)|wie du (?:weißt|siehst)|(?:sie haben|du hast) (?:\\p{L}+ ){0,3}(?:vergessen|versäumt|übersehen|missverstanden)|laut unseren agb|nicht richtig gelesen)\\b',
  openQuestion: '\\b(?:ob|falls|wenn|sollte[n]?)\\b',
  apology:
    '\\b(?:tut (?:uns|mir) (?:\\p{L}+ )?leid|leid tut|entschuldig\\p{L}*|verzeih\\p{L}*|bedauer\\p{L}*)\\b',
  uncalm:
    '\\b(?:seien sie versichert|sei versichert|unannehmlichkeiten|zutiefst|unverzüglich|umgehend|schnellstmöglich|dringend|furchtbar\\p{L}*|schrecklich\\p{L}*|katastroph\\p{L}*|inakzeptabel|unfassbar|großartig\\p{L}*|fantastisch\\p{L}*|geschätzte\\p{L}*|beruhigen sie sich|beruhige dich|rechtliche schritte|anwalt\\p{L}*|drohung\\p{L}*|leider)\\b',
  address: {
    friendly: '\\b(?:du|dich|dir|dein(?:e[mnrs]?)?|deins)\\b',
    // Told apart from "sie" (they) by the capital within a sentence: matched with regard to case.
    formal: '(?<=[\\p{Ll},] )(?:Sie|Ihnen|Ihre?[mnrs]?)\\b',
  },
  internals:
    '\\b(?:stripe|billing-check|claude|anthropic|sprachmodell|künstliche intelligenz|ki|regelwerk|webhook|api|metadaten|payment ?intent|zendesk|slack|datenbank|json|vorlage)\\b',
};
