import type { CheckWords } from './check-words.ts';

export const spanish: CheckWords = {
  topics: {
    charged_twice:
      '\\b(?:dos veces|tres veces|dos cobros|tres cobros|dos pagos|duplicad\\p{L}*|segund\\p{L}*|otra vez|de nuevo|volvi\\p{L}*|una sola vez|solo (?:una|un)|ambos|uno de ellos|de más)\\b',
    two_subscriptions: '\\b(?:suscripciones|segunda|ambas|dos planes)\\b',
    cancelled:
      '\\b(?:cancel\\p{L}*|terminó|termin\\p{L}*|finaliz\\p{L}*|fin de|dio de baja|baja|cerr\\p{L}*)\\b',
    refund: '\\b(?:reembols\\p{L}*|devol\\p{L}*|abono\\p{L}*|abonad\\p{L}*|referencia)\\b',
    plan_change:
      '\\b(?:cambi\\p{L}*|pas(?:ó|aste|ado) (?:de|a)|no utilizad\\p{L}*|mejora|prorrate\\p{L}*|parte proporcional|días|no (?:habías? )?us\\p{L}*)\\b',
    payment_failed:
      '\\b(?:fall\\p{L}*|rechaz\\p{L}*|no se (?:pudo|complet\\p{L}*|realizó)|intento\\p{L}*|banco|pendiente|confirm\\p{L}*)\\b',
    hold: '\\b(?:retenci\\p{L}*|retenid\\p{L}*|reserv\\p{L}*|preautoriz\\p{L}*|autoriz\\p{L}*|libera\\p{L}*|no se (?:te |le )?ha cobrado)\\b',
    discount: '\\b(?:descuento\\p{L}*|cup[oó]n\\p{L}*|código|por ciento|promoci\\p{L}*)\\b|%',
    price: '\\b(?:precio\\p{L}*|tarifa\\p{L}*|acordad\\p{L}*|importe|en lugar de|en vez de)\\b',
    seats: '\\b(?:plazas?|licencias?|usuarios?|puestos?|unidades?|cantidad|número)\\b',
    tax: '\\b(?:impuesto\\p{L}*|iva|exent\\p{L}*|exenci\\p{L}*)\\b',
    trial: '\\b(?:prueba\\p{L}*|gratis|gratuit\\p{L}*)\\b',
    credit: '\\b(?:abono\\p{L}*|crédito\\p{L}*|saldo|prometi\\p{L}*|promet\\p{L}*)\\b',
    paused: '\\b(?:paus\\p{L}*|suspend\\p{L}*|suspensi\\p{L}*)\\b',
    renewal: '\\b(?:renov\\p{L}*|periodo|período|mes|meses|año|automátic\\p{L}*)\\b',
    usage: '\\b(?:consumo|uso|utiliz\\p{L}*|unidades)\\b',
    dispute: '\\b(?:disput\\p{L}*|reclamaci\\p{L}*|contracargo|banco)\\b',
    which_charge:
      '\\b(?:pago\\p{L}*|cobro\\p{L}*|cargo\\p{L}*|factura\\p{L}*|cuenta|extracto|fecha|importe)\\b',
  },
  nextSteps: {
    passed_on:
      '\\b(?:finanzas|financier\\p{L}*|contabilidad|trasladad\\p{L}*|hemos pasado|he pasado|equipo de facturación|revisi[oó]n)\\b',
    we_write:
      '\\b(?:(?:te|le|les) (?:escrib\\p{L}*|avis\\p{L}*|inform\\p{L}*|confirm\\p{L}*|dir\\p{L}*|contar\\p{L}*|mantendr\\p{L}*)|(?:volver\\p{L}*|vuelvo) a escribir\\p{L}*|nos pondremos en contacto|en cuanto|tan pronto como)\\b',
    we_look:
      '\\b(?:(?:estamos|estoy|seguimos|está) (?:\\p{L}+ ){0,2}(?:comprobando|revisando|mirando|aclarando|investigando)|sigue abierto|por aclarar|lo mirará)\\b',
    you_act:
      '\\b(?:por favor,? (?:actuali\\p{L}*|revis\\p{L}*|comprueb\\p{L}*|confirm\\p{L}*|pag\\p{L}*|us\\p{L}*|añad\\p{L}*|indi\\p{L}*)|(?:puede|puedes|podría|podrías) (?:\\p{L}+ ){0,3}(?:actualizar\\p{L}*|pagar\\p{L}*|confirmar\\p{L}*|usar|añadir|cambiar|revisar|comprobar|indicar\\p{L}*)|otra tarjeta|indíca\\p{L}*|indique\\p{L}*|actuali[cz]\\p{L}*|compruebe|comprueba|confirme|confirma)\\b',
    you_tell_us:
      '\\b(?:respond\\p{L}*|escrib\\p{L}*nos|escríb\\p{L}*|díga\\p{L}*|dinos|dime|cuénta\\p{L}*|indíqu\\p{L}*|(?:estamos|estoy) a (?:su|tu) disposición|cualquier duda|alguna (?:duda|pregunta)|con gusto)\\b|\\?',
    nothing_to_do:
      '\\b(?:no (?:tienes|tiene|hace falta|necesitas?|es necesario)(?: que)? (?:\\p{L}+ ){0,3}(?:nada|hacer)|no (?:tiene|tienes) que hacer nada|por (?:su cuenta|sí sol\\p{L}*)|automáticamente|próxima factura|a más tardar|todo está en orden|a partir de)\\b',
  },
  greeting: '^¡?(?:hola|estimad[oa]s?|apreciad[oa]s?|buen(?:os|as) (?:días|tardes|noches)|buenas)\\b',
  signOff: '\\b(?:salud\\p{L}*|atentamente|cordial\\p{L}*|abrazo|gracias)\\b',
  blame:
    '\\b(?:(?:deber[íi]as?|tendr[íi]as?) (?:haber|que haber)|(?:su|tu) (?:propi[oa] )?(?:culpa|error|descuido)|(?:es|fue) culpa (?:suya|tuya)|como (?:ya )?(?:sabes?|puede ver|puedes ver)|(?:olvid(?:ó|aste)|no ley(?:ó|este))|según nuestras condiciones|ha (?:malinterpretado|entendido mal))\\b',
  openQuestion: '\\b(?:si|en caso de que)\\b',
  apology: '\\b(?:sent(?:imos|ir)|siento|lament\\p{L}*|disculp\\p{L}*|perd[oó]n\\p{L}*|excus\\p{L}*)\\b',
  uncalm:
    '\\b(?:tenga la seguridad|ten la seguridad|molestias|inmediatamente|urgente(?:mente)?|terrible\\p{L}*|horrible\\p{L}*|inaceptable|desastr\\p{L}*|increíble\\p{L}*|fantástic\\p{L}*|maravillos\\p{L}*|estimado cliente valioso|cálm\\p{L}*|acciones legales|abogad\\p{L}*|amenaz\\p{L}*|lamentablemente|desafortunadamente)\\b',
  address: {
    friendly: '\\b(?:tú|te|ti|tu|tus|contigo|tienes|puedes|quieres|has|verás)\\b',
    formal: '\\b(?:usted|ustedes|su (?:tarjeta|factura|banco|mensaje|suscripción|paciencia))\\b',
  },
  internals:
    '\\b(?:stripe|billing-check|claude|anthropic|modelo de lenguaje|inteligencia artificial|motor de reglas|webhook|api|metadatos|payment ?intent|zendesk|slack|base de datos|json|plantilla)\\b',
};
