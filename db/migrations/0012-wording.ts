/** Who worded a check, what the words cost, and every request to a model with what it may cost until it is known. */
export const wording = `
ALTER TABLE analysis ADD COLUMN author_kind TEXT;
ALTER TABLE analysis ADD COLUMN author_model TEXT;
ALTER TABLE analysis ADD COLUMN author_tier TEXT;
ALTER TABLE analysis ADD COLUMN prompt_version INTEGER;
ALTER TABLE analysis ADD COLUMN input_tokens INTEGER;
ALTER TABLE analysis ADD COLUMN cache_write_tokens INTEGER;
ALTER TABLE analysis ADD COLUMN cache_read_tokens INTEGER;
ALTER TABLE analysis ADD COLUMN output_tokens INTEGER;
ALTER TABLE analysis ADD COLUMN cost_nano_usd INTEGER;

CREATE TABLE model_usage (
  id TEXT PRIMARY KEY,
  -- Whose limit it counts against: one ticket, or one check without a ticket.
  subject TEXT NOT NULL,
  -- In UTC, e.g. 2026-11-21.
  day TEXT NOT NULL,
  model TEXT NOT NULL,
  prompt_version INTEGER NOT NULL,
  -- reserved: under way, or never heard of again; it may have been billed, so its worst case counts.
  state TEXT NOT NULL CHECK (state IN ('reserved', 'settled')),
  counted_nano_usd INTEGER NOT NULL CHECK (counted_nano_usd >= 0),
  input_tokens INTEGER,
  cache_write_tokens INTEGER,
  cache_read_tokens INTEGER,
  output_tokens INTEGER,
  begun_at_ms INTEGER NOT NULL,
  settled_at_ms INTEGER
) STRICT;
CREATE INDEX model_usage_by_day ON model_usage (day, counted_nano_usd);
CREATE INDEX model_usage_by_subject ON model_usage (subject, counted_nano_usd);
`;
