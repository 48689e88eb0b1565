const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** "three", "12": small numbers as words. */
export function numberWord(count: number): string {
  return NUMBERS[count] ?? String(count);
}

/** "twice", "three times". */
export function times(count: number): string {
  return count === 2 ? 'twice' : `${numberWord(count)} times`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
