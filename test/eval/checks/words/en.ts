import type { CheckWords } from './check-words.ts';

export const english: CheckWords = {
  topics: {
    charged_twice:
      '\\b(?:twice|two (?:payments|charges)|three (?:payments|charges|times)|second|again|duplicate|both|more than once|only once|only one|one of (?:the|them)|as well|too much|more than was due)\\b',
    two_subscriptions:
      '\\b(?:subscriptions?|second subscription|two plans|same plan|both plans|side by side|second one)\\b',
    cancelled: '\\b(?:cancel\\w*|ended|end of|end date|no longer|stopped|closed|terminat\\w*)\\b',
    refund: '\\b(?:refund\\w*|return\\w*|sent back|money back|credit note|credited|reference)\\b',
    plan_change:
      '\\b(?:upgrad\\w*|downgrad\\w*|chang\\w*|switch\\w*|moved|prorat\\w*|unused|days|part of|rest of)\\b',
    payment_failed:
      '\\b(?:fail\\w*|declin\\w*|did not go through|unsuccessful|attempt\\w*|not been paid|unpaid|bank|confirm\\w*)\\b',
    hold: '\\b(?:hold|held|reserv\\w*|pending|authori[sz]\\w*|releas\\w*|not collected|never (?:taken|collected))\\b',
    discount: '\\b(?:discount\\w*|coupon\\w*|code|percent|off|%)',
    price: '\\b(?:price\\w*|agreed|rate|cost\\w*|amount|per seat|instead of)\\b',
    seats: '\\b(?:seats?|users?|licen[cs]es?|places|units?|quantity|number)\\b',
    tax: '\\b(?:tax\\w*|vat|gst|exempt\\w*)\\b',
    trial: '\\b(?:trial\\w*|free)\\b',
    credit: '\\b(?:credit\\w*|balance|goodwill|promis\\w*)\\b',
    paused: '\\b(?:paus\\w*|on hold|resum\\w*)\\b',
    renewal: '\\b(?:renew\\w*|period|month|year|billing date|automatic\\w*)\\b',
    usage: '\\b(?:usage|used|consum\\w*|units?|metered)\\b',
    dispute: '\\b(?:disput\\w*|chargeback|bank|card issuer)\\b',
    which_charge: '\\b(?:payment|charge|invoice|statement|account|date|bill)\\w*\\b',
  },
  nextSteps: {
    passed_on:
      '\\b(?:(?:pass\\w*|hand\\w*|forward\\w*|gave|given|sent) (?:\\w+ ){0,6}(?:to|with) (?:our )?(?:finance|colleagues|accounting|billing)|finance (?:team|department|colleagues)|finance is|with (?:our )?finance|review)\\b',
    we_write:
      "\\b(?:(?:we|i)(?:'ll| will) (?:\\w+ ){0,4}(?:write|be in touch|get back|confirm|let you know|update|keep you|tell you|reply|come back|follow up|contact)|hear from (?:us|me)|keep you (?:posted|updated)|as soon as)\\b",
    we_look:
      "\\b(?:(?:are|am|is|we're|i'm) (?:\\w+ ){0,2}(?:checking|looking|reviewing|working|clarifying)|still open|being checked|under review|take a closer look)\\b",
    you_act:
      '\\b(?:please (?:\\w+ ){0,3}(?:update|check|confirm|pay|use|add|contact|enter|replace|make sure|try|approve|open|give|ask|tell)|(?:you can|you could|you may|to pay|could you|would you) (?:\\w+ ){0,4}(?:update|pay|confirm|use|add|check|ask|change|another card|replace|try|cancel|settle|log in|approve|give|contact)|another card|with your bank|give (?:them|it) this|update your)\\b',
    you_tell_us:
      '\\b(?:(?:just |please |simply )?(?:reply|let (?:us|me) know|tell (?:us|me)|drop (?:us|me)|write (?:to )?(?:us|me)|get in touch|send (?:us|me))|could you (?:\\w+ ){0,3}(?:tell|send|share|confirm|give)|happy to help|here to help|glad to help|any (?:further )?questions)\\b|\\?',
    nothing_to_do:
      "\\b(?:(?:nothing|not?) (?:\\w+ ){0,3}(?:you )?(?:need|have) (?:\\w+ ){0,2}to do|nothing you need to do|nothing (?:more )?(?:for you )?to do|(?:don't|do not) (?:need|have) to do anything|no action|by itself|automatically|releases? it|next (?:bill|invoice)|at the latest|it can take|from (?:now|then) on)\\b",
  },
  greeting: '^(?:dear|hi|hello|good (?:morning|day|afternoon|evening))\\b',
  signOff: '\\b(?:regards|best|sincerely|wishes|thanks|thank you|cheers|yours|take care)\\b',
  blame:
    "\\b(?:you should have|you failed to|you forgot|your (?:own )?(?:fault|mistake|error|oversight)|as you (?:can see|should know|were told)|you (?:must|ought to) have (?:known|read)|you didn't read|you did not read|had you (?:read|cancelled)|you neglected|as stated in our terms|if you had only|you misunderstood|you are wrong|you're wrong)\\b",
  openQuestion: '\\b(?:whether|if|in case|should it)\\b',
  apology: '\\b(?:sorry|apologi[sz]\\w*|our apologies|forgive|pardon)\\b',
  uncalm:
    '\\b(?:rest assured|hope this (?:message|email|e-mail) finds you|valued customer|any inconvenience|extremely|absolutely|deeply|terribl[ey]|horrif\\w*|unacceptable|outrag\\w*|urgent(?:ly)?|immediately|asap|disast\\w*|calm down|as i already said|fantastic|amazing|awesome|delighted|legal action|lawyer|threat\\w*|exciting|great news|unfortunately, due to)\\b',
  address: null,
  internals:
    '\\b(?:stripe|billing-check|claude|anthropic|language model|an? ai\\b|artificial intelligence|rule engine|our rules?|finding|fingerprint|webhook|api|metadata|payment ?intent|zendesk|slack|database|idempotency|json|template|verdict)\\b',
};
