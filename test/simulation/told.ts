import type { Simulation } from './simulation.ts';
import type { CorrectionTruth } from './truth.ts';

/** After these the ticket has a note of its own. */
const TOLD: ReadonlySet<string> = new Set([
  'rejected',
  'expired',
  'executed',
  'simulated',
  'refused',
  'stale',
  'needs_person',
  'reversed_by_stripe',
  'abandoned',
]);

/** What people see: the card shows what is, and every state the ticket is told about has exactly one note. */
export function toldPromises(
  simulation: Simulation,
  corrections: readonly CorrectionTruth[],
  say: (sentence: string) => void,
): void {
  const { colleagues, client, plan } = simulation;
  if (colleagues === null) return;
  const { channel, ticket } = colleagues;
  for (const marker of new Set(ticket.notes.flatMap((note) => /\[bc:[^\]]+\]/.exec(note)?.[0] ?? []))) {
    const notes = ticket.notes.filter((note) => note.includes(marker)).length;
    if (notes > 1) say(`the ticket has ${notes} notes ${marker}`);
  }
  const parked = simulation.count("SELECT count(*) FROM job WHERE state = 'needs_person'");
  if (parked > 0) return;
  const card = client.prepare("SELECT * FROM correction_card WHERE correction_id = ? AND place = 'finance'");
  for (const { id, state, rev } of corrections) {
    if (TOLD.has(state) && !ticket.notes.some((note) => note.includes(`[bc:${id}:${state}]`)))
      say(`${id} is ${state}, and the ticket does not say so`);
    const shown = card.get(id) as { readonly ts: string | null; readonly shown_rev: number } | undefined;
    if (shown === undefined || shown.shown_rev < rev)
      say(`the card of ${id} shows rev ${shown?.shown_rev ?? 0} of ${rev}`);
    const message = shown?.ts == null ? undefined : channel.messages.get(shown.ts);
    // Slack knows no fencing: what a run that was taken for dead edits last stays until the next news.
    const isLate = plan.scenes.some(({ kind }) => kind === 'zombie');
    if (message !== undefined && message.rev < rev && !isLate)
      say(`finance sees rev ${message.rev} of ${id}, and it is ${rev}`);
  }
}
