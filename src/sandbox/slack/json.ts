/** Values as they come over the wire. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The records in a list; anything else is none. */
export function records(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The record at a path of keys, empty where there is none. */
export function recordAt(value: unknown, ...path: readonly string[]): JsonRecord {
  const found = path.reduce<unknown>((within, key) => (isRecord(within) ? within[key] : undefined), value);
  return isRecord(found) ? found : {};
}

/** The text under a key, empty where there is none. */
export function textAt(value: JsonRecord, key: string): string {
  const found = value[key];
  return typeof found === 'string' ? found : '';
}

/** The strings in a list. */
export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

export function parseJson(text: string): { readonly value: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return null;
  }
}
