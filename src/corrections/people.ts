/** Somebody who asks for a correction or decides about one. */
export interface Person {
  /** The account that acts, e.g. `slack:U012AB3CD`, `zendesk:7`, `terminal:root`. */
  readonly account: string;
  /** What ties several accounts to one human, e.g. a keyed hash of the e-mail address; null where nothing does. */
  readonly human: string | null;
}

/** True when both are one human, as far as anything tells: the same account, or two accounts tied together. */
export function isSamePerson(a: Person, b: Person): boolean {
  return a.account === b.account || (a.human !== null && a.human === b.human);
}

/** How many different humans these are, at least. */
export function countPeople(people: readonly Person[]): number {
  const different: Person[] = [];
  for (const person of people) {
    if (!different.some((other) => isSamePerson(other, person))) different.push(person);
  }
  return different.length;
}
