import type { GroundedLanguage } from './lexicon.ts';
import { found } from './plain-text.ts';

/**
 * Sentences that tell a customer all is right. One payment of two may well have been right: only what denies the error
 * as a whole is meant.
 */
const DENIALS: Readonly<Record<GroundedLanguage, readonly string[]>> = {
  en: [
    "\\b(?:there (?:is|was|has been|'s)|we (?:have )?found|i (?:have )?found|we (?:can )?see|i (?:can )?see) (?:no|not an?|no sign of an?y?) (?:billing |charging )?(?:error|mistake|problem|issue|overcharge)",
    '\\b(?:nothing|not anything) (?:is|was|went|has gone|looks) (?:wrong|incorrect|amiss)\\b|\\bfound nothing (?:wrong|incorrect|unusual)\\b',
    '\\b(?:all|both|the|your|these|those) (?:of (?:the|your) )?(?:charges|payments|bills|invoices) (?:are|were|is|was) (?:all |perfectly |entirely |fully |both )?(?:correct|right|valid|legitimate|accurate|in order)\\b',
    '\\byou (?:were|have been|are) (?:not |never )(?:over)?charged (?:twice|too much|wrongly|in error)\\b|\\byou (?:were|have been) (?:charged|billed) (?:the )?correct(?:ly| amount)\\b',
  ],
  de: [
    '\\b(?:es (?:gibt|gab|liegt)|wir (?:haben|sehen|finden)|ich (?:habe|sehe|finde)|liegt|lag) (?:hier |dabei |uns )?(?:kein(?:en)?) (?:abrechnungs)?(?:fehler|irrtum|problem)',
    '\\b(?:nichts (?:ist|war) falsch|alles (?:ist|war) (?:richtig|korrekt|in ordnung)|nichts (?:auffälliges|falsches) gefunden)\\b',
    '\\b(?:alle|beide|die|ihre|deine) (?:abbuchungen|zahlungen|rechnungen|beträge) (?:sind|waren|wurden) (?:alle |beide |völlig )?(?:richtig|korrekt|rechtmäßig|berechtigt|in ordnung)\\b',
    '\\b(?:ihnen|dir|sie|du) (?:wurde|wurden|wurdest) (?:nicht|nie) (?:doppelt|zu viel|zweimal|falsch)\\b',
  ],
  es: [
    '\\b(?:no (?:hay|hubo|existe|hemos encontrado|encontramos|vemos|he encontrado|veo)) (?:ningún |un |ningun )?(?:error|fallo|problema)',
    '\\b(?:todo (?:está|estaba|es) (?:correcto|bien|en orden))\\b',
    '\\b(?:todos los|ambos|los|sus|tus) (?:cobros|cargos|pagos|importes) (?:son|eran|están|fueron) (?:todos |ambos |totalmente )?(?:correctos|válidos|legítimos)\\b',
    '\\bno se (?:le|te) (?:ha cobrado|cobró) (?:dos veces|de más|por error)\\b',
  ],
  fr: [
    "\\b(?:il n'y a|il n'y avait|nous n'avons (?:trouvé|constaté)|je n'ai (?:trouvé|constaté)|nous ne voyons|je ne vois) (?:eu )?(?:aucune?|pas d'?) ?(?:erreur|problème|anomalie)",
    '\\btout (?:est|était) (?:correct|exact|en ordre|en règle)\\b',
    '\\b(?:tous les|toutes les|les deux|les|vos|tes) (?:prélèvements|paiements|factures|montants|débits) (?:sont|étaient) (?:tous |toutes |bien |tout à fait )?(?:corrects?|correctes?|exacts?|exactes?|justifiée?s?|valables?|valides?)\\b',
    "\\bvous n'avez (?:pas|jamais) été (?:débitée?|facturée?|prélevée?) (?:deux fois|trop|par erreur)\\b",
  ],
  ja: [
    '(?:誤り|間違い|エラー|問題|不備)(?:は|も)?(?:一切|何も)?(?:ございません|ありません|見つかりません|見当たりません|確認できません)',
    '(?:すべて|全て|両方|いずれも)(?:の(?:ご?請求|お?支払い|決済))?(?:は|とも)?(?:正しい|正当な?|適正)',
    '(?:ご?請求|お?支払い|決済)は(?:すべて|全て|いずれも)?(?:正しい|正しく|正当|適正)',
  ],
};

/** Sentences that deny any error, each as it stands; to be asked only where one is proved. */
export function denialsOfError(text: string, language: GroundedLanguage): readonly string[] {
  return found(text, DENIALS[language]);
}
