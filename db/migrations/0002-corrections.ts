/** Drafted corrections and people's decisions about them. */
export const corrections = `
CREATE TABLE correction (
  id TEXT NOT NULL PRIMARY KEY,
  analysis_id TEXT NOT NULL REFERENCES analysis (id),
  finding_id TEXT NOT NULL REFERENCES finding (id),
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  amount INTEGER,
  currency TEXT,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  CHECK ((amount IS NULL) = (currency IS NULL))
) STRICT;
CREATE INDEX correction_analysis ON correction (analysis_id);

CREATE TABLE decision (
  id TEXT NOT NULL PRIMARY KEY,
  correction_id TEXT NOT NULL REFERENCES correction (id),
  correction_version INTEGER NOT NULL,
  actor TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('approve', 'reject')),
  decided_at_ms INTEGER NOT NULL,
  UNIQUE (correction_id, actor)
) STRICT;
`;
