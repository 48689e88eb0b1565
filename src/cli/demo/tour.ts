import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredAnalysis } from '../../../db/analyses.ts';
import { verdictSentence } from '../../check/labels.ts';
import type { AnalysisResult } from '../../check/result.ts';
import { markerOf } from '../../jobs/tasks/publish-analysis.ts';
import type { Story } from '../../sandbox/stories/story.ts';
import { renderStoredNoteAsText } from '../../zendesk/stored-note.ts';
import type { DemoWorld } from './demo-world.ts';
import { frame, quote, type Style } from './drawing.ts';

const NOTE_WAIT_MAX_MS = 15_000;
const POLL_MS = 10;

export interface Stop {
  readonly story: Story;
  readonly ticketId: string;
  readonly result: AnalysisResult;
  readonly seconds: number;
}

export interface TourIo {
  readonly out: (text: string) => void;
  readonly style: Style;
  /** Waits for the reader; false ends the tour. */
  readonly goOn: () => Promise<boolean>;
}

/** Lets the stories' tickets arrive one after another and shows each note as an agent would see it. */
export async function runTour(demo: DemoWorld, { out, style, goOn }: TourIo): Promise<readonly Stop[]> {
  const stops: Stop[] = [];
  const { stories } = demo.world;
  for (const [place, story] of stories.entries()) {
    const stop = await arrive(demo, story);
    stops.push(stop);
    const { ticket } = story;
    out(
      [
        '',
        style.bold(
          `${place + 1} of ${stories.length} · Ticket #${stop.ticketId} from ${ticket.requester_name}`,
        ),
        quote(`${ticket.subject}\n\n${ticket.body}`, style),
        '',
        style.dim(`${seconds(stop.seconds)} later, in Zendesk:`),
        frame(`Internal note on #${stop.ticketId}`, await noteText(demo, stop.ticketId), style),
        '',
      ].join('\n'),
    );
    if (place < stories.length - 1 && !(await goOn())) break;
  }
  return stops;
}

/** One line per story: what was found, and whether the ledger that made the history says the same. */
export function summary(stops: readonly Stop[], { bold, green, red }: Style): string {
  const columns = Math.max(0, ...stops.map(({ story }) => story.title.length));
  const rows = stops.map((stop) => {
    const { story, ticketId, result } = stop;
    return `${isRight(stop) ? green('✓') : red('✗')} #${ticketId}  ${story.title.padEnd(columns)}  ${verdictSentence(result)}`;
  });
  return [bold('What happened, held against what the ledger knows it did:'), ...rows, ''].join('\n');
}

/** True when the check says what the ledger that made the history knows it did. */
export function isRight({ story: { label }, result }: Stop): boolean {
  const main = result.findings.find((finding) => finding.rule === label.rule);
  return (
    result.verdict === label.verdict && (main?.amount?.amount ?? null) === (label.amount?.amount ?? null)
  );
}

/** The customer writes; returns once the note is on the ticket. */
export async function arrive({ zendesk, app }: DemoWorld, story: Story): Promise<Stop> {
  const { ticket } = story;
  const from = performance.now();
  const made = zendesk.createTicket({
    subject: ticket.subject,
    body: ticket.body,
    requester: { email: ticket.requester_email, name: ticket.requester_name },
    tags: ['billing'],
  });
  const ticketId = String(made.id);
  const analysis = await notedAnalysis(app.store, ticketId);
  return {
    story,
    ticketId,
    result: analysis.result as AnalysisResult,
    seconds: (performance.now() - from) / 1000,
  };
}

async function notedAnalysis(store: DemoWorld['app']['store'], ticketId: string): Promise<StoredAnalysis> {
  const until = Date.now() + NOTE_WAIT_MAX_MS;
  for (;;) {
    const analysis = await store.latestAnalysisOfTicket(ticketId);
    if (analysis?.noted_at_ms != null) return analysis;
    if (Date.now() > until) throw new Error(`No note appeared on ticket ${ticketId} within 15 seconds.`);
    await sleep(POLL_MS);
  }
}

async function noteText({ zendesk, app }: DemoWorld, ticketId: string): Promise<string> {
  const analysis = await app.store.latestAnalysisOfTicket(ticketId);
  if (analysis === null || zendesk.notes(ticketId).length !== 1) {
    throw new Error(`Ticket ${ticketId} should carry exactly one note.`);
  }
  return renderStoredNoteAsText(analysis.note_view, markerOf(analysis.id));
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;
