/** A policy file in the making, in the file's own format: sections by name, lists of entries joined. */
export class PolicyDraft {
  private readonly sections: Record<string, unknown> = { version: 1, timezone: 'UTC' };
  private readonly silent = new Set<string>();

  /** Sets a section that is one value. A second scenario must say the same. */
  set(section: string, value: unknown): void {
    const before = this.sections[section];
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(value)) {
      throw new Error(`two scenarios of one history disagree about the policy's ${section}`);
    }
    this.sections[section] = value;
  }

  /** Adds entries to a section that is a list. */
  add(section: string, ...entries: readonly unknown[]): void {
    const before = this.sections[section];
    this.sections[section] = [...(Array.isArray(before) ? before : []), ...entries];
  }

  /** Adds keys to the `tax` section, lists joined. */
  tax(entries: Readonly<Record<string, unknown>>): void {
    const tax = { ...(this.sections['tax'] as Record<string, unknown> | undefined) };
    for (const [key, value] of Object.entries(entries)) {
      const before = tax[key];
      tax[key] = Array.isArray(value) ? [...(Array.isArray(before) ? before : []), ...value] : value;
    }
    this.sections['tax'] = tax;
  }

  /** Leaves a section out of the file: the company has not written it down. */
  leaveOut(section: string): void {
    if (this.sections[section] !== undefined) {
      throw new Error(`two scenarios of one history disagree about the policy's ${section}`);
    }
    this.silent.add(section);
  }

  /** Sets a section that nobody has said anything about. */
  setDefault(section: string, value: unknown): void {
    if (!this.silent.has(section)) this.sections[section] ??= value;
  }

  toJSON(): Readonly<Record<string, unknown>> {
    return structuredClone(this.sections);
  }
}
