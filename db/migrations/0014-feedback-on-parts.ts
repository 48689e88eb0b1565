/** What agents say of a finding, and what became of a drafted reply; the last word of each holds. */
export const feedbackOnParts = `
CREATE TABLE finding_feedback (
  finding_id TEXT NOT NULL REFERENCES finding (id),
  actor TEXT NOT NULL,
  is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
  reason TEXT,
  given_at_ms INTEGER NOT NULL,
  PRIMARY KEY (finding_id, actor)
) STRICT;

CREATE TABLE draft_feedback (
  analysis_id TEXT NOT NULL REFERENCES analysis (id),
  actor TEXT NOT NULL,
  use TEXT NOT NULL CHECK (use IN ('used', 'edited', 'wrong')),
  -- How much of its words was changed; null where only the agent says so.
  changed_percent INTEGER CHECK (changed_percent BETWEEN 0 AND 100),
  difference TEXT,
  reason TEXT,
  given_at_ms INTEGER NOT NULL,
  PRIMARY KEY (analysis_id, actor)
) STRICT;
`;
