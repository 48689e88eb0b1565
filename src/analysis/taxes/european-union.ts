/** Member states, as tax authorities name them in VAT ids; Greece is EL there and GR in addresses. */
const MEMBERS = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

/** True for a member state's ISO code. */
export function isMemberState(country: string | null | undefined): boolean {
  return country !== null && country !== undefined && MEMBERS.has(country);
}

/** The ISO code of the state that gave a VAT id, e.g. `DE123456789` → `DE`; null when it is none of a member state's. */
export function stateOfVatId(value: string | null): string | null {
  const prefix = (value ?? '').slice(0, 2).toUpperCase();
  const country = prefix === 'EL' ? 'GR' : prefix;
  return isMemberState(country) ? country : null;
}
