/** More reasons than this are counted instead of told: a reader needs the kind, not each of a thousand. */
const TOLD_REASONS_MAX = 5;

/** Why (parts of) a rule could not decide, as one text; undefined when there is no reason. */
export function joinReasons(reasons: readonly string[]): string | undefined {
  if (reasons.length === 0) return undefined;
  const told = reasons.slice(0, TOLD_REASONS_MAX).join('; ');
  const more = reasons.length - TOLD_REASONS_MAX;
  return more > 0 ? `${told}; and ${more} more like these` : told;
}
