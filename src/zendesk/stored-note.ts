import { assert } from '../assert.ts';
import { renderNote } from './note.ts';
import { renderNoteAsText } from './note-text.ts';
import type { NoteView } from './note-view.ts';

/** The HTML of a note from the view that was stored with its analysis, the marker put in. */
export function renderStoredNote(stored: unknown, marker: string): string {
  return renderNote(viewOf(stored, marker));
}

/** The same as an agent would read it, for a terminal. */
export function renderStoredNoteAsText(stored: unknown, marker: string): string {
  return renderNoteAsText(viewOf(stored, marker));
}

/** Only we write these rows: another shape is a bug, not bad input. */
function viewOf(stored: unknown, marker: string): NoteView {
  assert(
    typeof stored === 'object' && stored !== null && 'verdict_line' in stored,
    'a stored note has its view',
    {
      marker,
    },
  );
  return { ...(stored as Omit<NoteView, 'marker'>), marker };
}
