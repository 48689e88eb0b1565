/** How the sandbox model misbehaves; what the transport does wrong is switched with `faults`. */
export type Misbehaviour =
  /** Declines, with a few words or none. */
  | { readonly kind: 'refusal' }
  /** Stops at `max_tokens` after this many bytes of its JSON. */
  | { readonly kind: 'truncation'; readonly bytes: number }
  | { readonly kind: 'invalid_json' }
  /** A value outside a list of allowed ones. */
  | { readonly kind: 'wrong_enum' }
  /** An answer of this many bytes. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** An amount nobody has found, in the reply. */
  | { readonly kind: 'invented_amount' }
  /** Says what it is told to: fields that replace its own. */
  | { readonly kind: 'scripted'; readonly fields: Readonly<Record<string, unknown>> };

interface Switched {
  readonly what: Misbehaviour;
  readonly calls: 'all' | readonly number[];
  seen: number;
}

/** Switches misbehaviour on and off while the server runs; the one switched on last acts. */
export class ClaudeBehaviour {
  private readonly switched: Switched[] = [];

  /** `calls`: all of them, or their numbers, counted from 1 from now on. */
  set(what: Misbehaviour, calls: 'all' | readonly number[] = 'all'): void {
    this.switched.unshift({ what, calls, seen: 0 });
  }

  clear(): void {
    this.switched.length = 0;
  }

  /** What to do wrong in this call; null for an ordinary answer. */
  next(): Misbehaviour | null {
    let acting: Misbehaviour | null = null;
    for (const entry of this.switched) {
      entry.seen += 1;
      const due = entry.calls === 'all' || entry.calls.includes(entry.seen);
      if (due && acting === null) acting = entry.what;
    }
    return acting;
  }
}

export const INVENTED_AMOUNT = '$731.19';

/** The text of an answer, spoilt as asked. */
export function spoilt(values: unknown, misbehaviour: Misbehaviour | null): string {
  const fields = typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : {};
  switch (misbehaviour?.kind) {
    case 'invalid_json':
      return `Here is the answer you asked for:\n${JSON.stringify(values).slice(0, -1)},}`;
    case 'wrong_enum':
      return JSON.stringify({
        ...fields,
        next_checks: [{ number: 1, owner: 'the_ceo', what: 'Call the bank.' }],
      });
    case 'huge':
      return JSON.stringify({
        ...fields,
        draft_reply: 'We are sorry. '.repeat(Math.ceil(misbehaviour.bytes / 14)),
      });
    case 'invented_amount':
      return JSON.stringify({
        ...fields,
        draft_reply: `${String(fields['draft_reply'])}\n\n${INVENTED_AMOUNT}`,
      });
    case 'scripted':
      return JSON.stringify({ ...fields, ...misbehaviour.fields });
    default:
      return JSON.stringify(values);
  }
}
