/** How an agent may want a reply other than it is by itself. Facts are the same in each. */
export const VARIANTS = ['shorter', 'warmer', 'firmer'] as const;
export type Variant = (typeof VARIANTS)[number];

/** What somebody asked for beside the check: null where it is to be as it would be. */
export interface WordingWish {
  readonly variant: Variant | null;
  /** BCP 47, in place of the policy's and the customer's language. */
  readonly language: string | null;
}

export function isVariant(text: string): text is Variant {
  return VARIANTS.some((known) => known === text);
}

/** Languages a reply can be asked for in: the ones whose figures can be read again, so that every draft is checked. */
export const REPLY_LANGUAGES = ['en', 'de', 'es', 'fr', 'ja'] as const;
export type ReplyLanguage = (typeof REPLY_LANGUAGES)[number];
