/** The inbox, the jobs, the checks and their audit trail. */
export const intakeAndChecks = `
CREATE TABLE inbox (
  id TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 40),
  delivery_id TEXT NOT NULL CHECK (length(delivery_id) BETWEEN 1 AND 200),
  ticket_id TEXT NOT NULL CHECK (length(ticket_id) BETWEEN 1 AND 40),
  "trigger" TEXT NOT NULL CHECK (length("trigger") BETWEEN 1 AND 40),
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 100),
  received_at_ms INTEGER NOT NULL,
  UNIQUE (source, delivery_id),
  UNIQUE (ticket_id, "trigger")
) STRICT;

CREATE TABLE job (
  id TEXT NOT NULL PRIMARY KEY,
  type TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  serial_key TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'needs_person')),
  run_at_ms INTEGER NOT NULL,
  lease_token INTEGER NOT NULL,
  lease_until_ms INTEGER,
  attempts INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  last_error TEXT,
  outcome TEXT,
  created_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER,
  CHECK ((state = 'running') = (lease_until_ms IS NOT NULL)),
  CHECK ((state = 'done') = (finished_at_ms IS NOT NULL))
) STRICT;
CREATE INDEX job_due ON job (state, run_at_ms, id);
-- At most one live lease per serial key, whatever the code above thinks.
CREATE UNIQUE INDEX job_serial ON job (serial_key) WHERE state = 'running';

CREATE TABLE analysis (
  id TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL CHECK (source IN ('ticket', 'terminal', 'slack', 'sidebar')),
  ticket_id TEXT,
  trigger_comment_id TEXT,
  query TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  verdict TEXT NOT NULL,
  urgency TEXT NOT NULL,
  customer_ids TEXT NOT NULL,
  result TEXT NOT NULL,
  note_view TEXT,
  note_comment_id TEXT,
  received_at_ms INTEGER,
  read_at_ms INTEGER NOT NULL,
  saved_at_ms INTEGER NOT NULL,
  noted_at_ms INTEGER,
  decided_at_ms INTEGER,
  solved_at_ms INTEGER,
  UNIQUE (ticket_id, trigger_comment_id)
) STRICT;
CREATE INDEX analysis_of_ticket ON analysis (ticket_id, saved_at_ms);

CREATE TABLE finding (
  id TEXT NOT NULL PRIMARY KEY,
  analysis_id TEXT NOT NULL REFERENCES analysis (id),
  position INTEGER NOT NULL,
  rule TEXT NOT NULL,
  category TEXT NOT NULL,
  classification TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  amount INTEGER,
  currency TEXT,
  UNIQUE (analysis_id, position),
  CHECK ((amount IS NULL) = (currency IS NULL))
) STRICT;
CREATE INDEX finding_fingerprint ON finding (fingerprint);

CREATE TABLE effect (
  key TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'done', 'impossible')),
  result TEXT,
  planned_at_ms INTEGER NOT NULL,
  sent_at_ms INTEGER,
  settled_at_ms INTEGER
) STRICT;

CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
  seq INTEGER NOT NULL PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL,
  key_id TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_subject ON audit (subject);
CREATE TRIGGER audit_gapless BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'the audit is numbered without gaps'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
`;
