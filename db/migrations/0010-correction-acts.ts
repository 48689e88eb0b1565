/** What people do about a correction beside deciding: who, when, and the reason they gave. */
export const correctionActs = `
CREATE TABLE correction_act (
  id TEXT PRIMARY KEY NOT NULL,
  correction_id TEXT NOT NULL REFERENCES correction (id),
  act TEXT NOT NULL CHECK (act IN ('change', 'done', 'abandon')),
  actor TEXT NOT NULL,
  reason TEXT,
  amount_before INTEGER,
  amount_after INTEGER,
  acted_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX correction_act_of ON correction_act (correction_id, acted_at_ms);
`;
