import type { CheckWords } from './check-words.ts';

export const french: CheckWords = {
  topics: {
    charged_twice:
      "\\b(?:deux (?:fois|paiements|prélèvements|débits)|trois (?:fois|paiements|prélèvements)|deux reprises|trois reprises|second\\p{L}*|deuxième|à nouveau|de nouveau|double\\p{L}*|une seule fois|un seul|les deux|l'un des|en trop)\\b",
    two_subscriptions: '\\b(?:abonnements|second abonnement|deuxième|deux formules|les deux)\\b',
    cancelled:
      '\\b(?:résili\\p{L}*|annul\\p{L}*|pris fin|terminé\\p{L}*|fin (?:de|du)|prend fin|fermé\\p{L}*|clôtur\\p{L}*|arrêt\\p{L}*)\\b',
    refund: '\\b(?:rembours\\p{L}*|restitu\\p{L}*|avoir|crédité\\p{L}*|référence|rendu\\p{L}*)\\b',
    plan_change:
      '\\b(?:chang\\p{L}*|passage|passé\\p{L}*|formule\\p{L}*|prorata|jours|non utilisé\\p{L}*|restant\\p{L}*)\\b',
    payment_failed:
      '\\b(?:échou\\p{L}*|échec|refus\\p{L}*|tentative\\p{L}*|rejet\\p{L}*|banque|en attente|confirm\\p{L}*)\\b',
    hold: '\\b(?:autoris\\p{L}*|préautoris\\p{L}*|réserv\\p{L}*|bloqué\\p{L}*|empreinte|lève\\p{L}*|libèr\\p{L}*|aucun montant)\\b',
    discount: '\\b(?:remise\\p{L}*|réduction\\p{L}*|rabais|coupon\\p{L}*|code|promotion\\p{L}*)\\b|%',
    price: '\\b(?:prix|tarif\\p{L}*|convenu\\p{L}*|montant|au lieu de)\\b',
    seats: '\\b(?:places?|licences?|utilisateurs?|postes?|unités?|quantité|nombre)\\b',
    tax: '\\b(?:taxe\\p{L}*|tva|exonér\\p{L}*|exempt\\p{L}*)\\b',
    trial: '\\b(?:essai\\p{L}*|gratuit\\p{L}*)\\b',
    credit: '\\b(?:avoir\\p{L}*|crédit\\p{L}*|solde|promis\\p{L}*|promesse)\\b',
    paused: '\\b(?:pause|suspend\\p{L}*|suspens\\p{L}*)\\b',
    renewal: '\\b(?:renouvel\\p{L}*|période\\p{L}*|mois|année|automatique\\p{L}*|reconduc\\p{L}*)\\b',
    usage: '\\b(?:consomm\\p{L}*|utilis\\p{L}*|usage|unités)\\b',
    dispute: '\\b(?:contest\\p{L}*|litige\\p{L}*|rétrofacturation|banque)\\b',
    which_charge:
      '\\b(?:paiement\\p{L}*|prélèvement\\p{L}*|débit\\p{L}*|facture\\p{L}*|compte|relevé|date|montant)\\b',
  },
  nextSteps: {
    passed_on:
      '\\b(?:(?:service|équipe) (?:financi\\p{L}*|comptab\\p{L}*)|comptabilité|transmis\\p{L}*|finance)\\b',
    we_write:
      "\\b(?:(?:nous |je )?(?:revenons|reviendr\\p{L}*|reviens) vers (?:vous|toi)|(?:vous|te|t') ?(?:écri\\p{L}*|confirm\\p{L}*|inform\\p{L}*|tiendr\\p{L}*|recontact\\p{L}*|prévien\\p{L}*|répond\\p{L}*)|tiendrons au courant|dès (?:que|qu')|dès qu)",
    we_look:
      '\\b(?:(?:nous |je )(?:vérifi\\p{L}*|examin\\p{L}*|étudi\\p{L}*|regard\\p{L}*|clarifi\\p{L}*)|en cours de vérification|reste (?:ouvert|à (?:éclaircir|vérifier|confirmer))|étudie le dossier)\\b',
    you_act:
      '\\b(?:merci d.(?:ajouter|indiquer|utiliser|enregistrer|effectuer)|(?:merci de|veuillez|pourriez-vous|pouvez-vous|vous pouvez|il vous suffit de|tu peux|peux-tu) (?:\\p{L}+ ){0,4}(?:mettre à jour|régler|confirmer|utiliser|ajouter|vérifier|indiquer|remplacer|payer|préciser|communiquer|contacter|donner|transmettre)|autre carte|mettez|indiquez|communiquez|donnez|vérifiez|confirmez)\\b',
    you_tell_us:
      "\\b(?:répond\\p{L}*|écrivez-nous|écris-nous|dites-(?:nous|moi)|faites-(?:nous|moi)|n'hésitez pas|n'hésite pas|à votre disposition|toute question|des questions|restons)\\b|\\?",
    nothing_to_do:
      "\\b(?:(?:rien|aucune démarche) (?:d'autre )?à (?:faire|effectuer)|d'elle-même|de lui-même|automatiquement|prochaine facture|au plus tard|puis elle disparaît|quelques jours|à partir de)\\b",
  },
  greeting: '^(?:bonjour|bonsoir|chère?s?|madame|monsieur|salut)\\b',
  signOff:
    "\\b(?:cordialement|bien à vous|bonne journée|belle journée|salutations|à bientôt|merci|respectueusement|l'équipe)\\b",
  blame:
    "\\b(?:vous (?:auriez|aviez) dû|tu aurais dû|(?:votre|ta) (?:propre )?(?:faute|erreur|oubli)|comme vous (?:le savez|pouvez le voir)|vous (?:avez oublié|n'avez pas lu|avez mal (?:lu|compris))|conformément à nos conditions)\\b",
  openQuestion: "\\b(?:si|s'il|au cas où)\\b",
  apology: '\\b(?:désolé\\p{L}*|excus\\p{L}*|pardon\\p{L}*|regrett\\p{L}*)\\b',
  uncalm:
    "\\b(?:soyez assuré\\p{L}*|désagrément\\p{L}*|immédiatement|urgent\\p{L}*|d'urgence|terrible\\p{L}*|horrible\\p{L}*|inacceptable\\p{L}*|catastroph\\p{L}*|incroyable\\p{L}*|fantastique\\p{L}*|formidable\\p{L}*|cher client|calmez-vous|calme-toi|poursuites|avocat\\p{L}*|menac\\p{L}*|malheureusement|profondément)\\b",
  address: {
    friendly: "\\b(?:tu|toi|ton|ta|tes|te)\\b|\\bt'",
    formal: '\\b(?:vous|votre|vos)\\b',
  },
  internals:
    '\\b(?:stripe|billing-check|claude|anthropic|modèle de langage|intelligence artificielle|ia|moteur de règles|webhook|api|métadonnées|payment ?intent|zendesk|slack|base de données|json)\\b',
};
