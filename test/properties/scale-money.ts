/** Fields that hold money in Stripe's objects, the policy file and findings. */
const MONEY =
  /^(amount|amount_\w+|unit_amount\w*|flat_amount\w*|subtotal\w*|total|total_excluding_tax|(starting|ending)_balance|balance|fee|net|tax|taxable_amount|(pre|post)_payment_\w*amount|out_of_band_amount|refund_amount|credit_amount|discount_amount|presentment_amount)$/;

/** A copy of any value with all money in it multiplied by a whole number. Decimal strings are whole numbers here. */
export function scaled<T>(value: T, factor: number): T {
  const visit = (part: unknown, key: string): unknown => {
    if (typeof part === 'number') return MONEY.test(key) ? part * factor : part;
    if (typeof part === 'string') {
      return MONEY.test(key) && /^-?\d+$/.test(part) ? String(BigInt(part) * BigInt(factor)) : part;
    }
    if (Array.isArray(part)) return part.map((entry) => visit(entry, key));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, entry]) => [name, visit(entry, name)]));
  };
  return visit(value, '') as T;
}
