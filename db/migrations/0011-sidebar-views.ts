/** What agents see beside a ticket: what happened to the money in time, and what they say of a check. */
export const sidebarViews = `
ALTER TABLE analysis ADD COLUMN timeline TEXT;

CREATE TABLE feedback (
  analysis_id TEXT NOT NULL REFERENCES analysis (id),
  actor TEXT NOT NULL,
  is_helpful INTEGER NOT NULL CHECK (is_helpful IN (0, 1)),
  about TEXT CHECK (about IN ('customer', 'verdict', 'amount', 'draft', 'other')),
  comment TEXT,
  given_at_ms INTEGER NOT NULL,
  PRIMARY KEY (analysis_id, actor)
) STRICT;
`;
