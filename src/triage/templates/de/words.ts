const NUMBERS = ['null', 'eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'];

/** „drei“, „12“: kleine Zahlen als Wörter. */
export function numberWord(count: number): string {
  return NUMBERS[count] ?? String(count);
}

/** „zweimal“, „12-mal“. */
export function times(count: number): string {
  const word = NUMBERS[count];
  return word === undefined ? `${count}-mal` : `${word}mal`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
