/**
 * Corrections with their states, decisions and effects. The two tables of migration 2 were never written by any version.
 * The allowed changes of state repeat `src/corrections/states.ts` word for word: a test compares the two.
 */
export const correctionStates = `
DROP TABLE decision;
DROP TABLE correction;

CREATE TABLE correction (
  id TEXT NOT NULL PRIMARY KEY,
  analysis_id TEXT NOT NULL REFERENCES analysis (id),
  finding_id TEXT NOT NULL REFERENCES finding (id),
  fingerprint TEXT NOT NULL,
  ticket_id TEXT,
  customer TEXT NOT NULL,
  livemode INTEGER NOT NULL CHECK (livemode IN (0, 1)),
  is_identified INTEGER NOT NULL CHECK (is_identified IN (0, 1)),
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  amount INTEGER CHECK (amount > 0),
  currency TEXT CHECK (length(currency) = 3),
  drafted TEXT NOT NULL,
  requester TEXT NOT NULL CHECK (length(requester) BETWEEN 1 AND 200),
  requester_human TEXT,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'awaiting_second', 'approved', 'rejected', 'withdrawn', 'expired',
    'executing', 'executed', 'simulated', 'refused', 'stale', 'unknown', 'partly_executed', 'needs_person',
    'reversed_by_stripe', 'abandoned')),
  version INTEGER NOT NULL CHECK (version > 0),
  proposed_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  approved_at_ms INTEGER,
  settled_at_ms INTEGER,
  CHECK ((amount IS NULL) = (currency IS NULL))
) STRICT;
CREATE INDEX correction_analysis ON correction (analysis_id);
CREATE INDEX correction_customer ON correction (customer, approved_at_ms) WHERE approved_at_ms IS NOT NULL;
CREATE INDEX correction_due ON correction (state, expires_at_ms);
-- A fault is corrected once at a time.
CREATE UNIQUE INDEX correction_open ON correction (fingerprint)
  WHERE state IN ('proposed', 'awaiting_second', 'approved', 'executing', 'unknown', 'partly_executed', 'needs_person');

CREATE TRIGGER correction_begins BEFORE INSERT ON correction
WHEN NEW.state IS NOT 'proposed'
BEGIN SELECT RAISE(ABORT, 'a correction begins as proposed'); END;

CREATE TRIGGER correction_moves BEFORE UPDATE OF state ON correction
WHEN NEW.state IS NOT OLD.state AND NOT (
  (OLD.state = 'proposed' AND NEW.state IN ('awaiting_second', 'approved', 'rejected', 'withdrawn', 'expired'))
  OR (OLD.state = 'awaiting_second' AND NEW.state IN ('approved', 'rejected', 'withdrawn', 'expired'))
  OR (OLD.state = 'approved' AND NEW.state IN ('executing', 'withdrawn', 'expired'))
  OR (OLD.state = 'executing' AND NEW.state IN ('executed', 'simulated', 'refused', 'stale', 'unknown', 'partly_executed'))
  OR (OLD.state = 'unknown' AND NEW.state IN ('executed', 'partly_executed', 'refused', 'needs_person'))
  OR (OLD.state = 'partly_executed' AND NEW.state IN ('executed', 'needs_person'))
  OR (OLD.state = 'needs_person' AND NEW.state IN ('executed', 'abandoned'))
  OR (OLD.state = 'executed' AND NEW.state IN ('reversed_by_stripe'))
)
BEGIN SELECT RAISE(ABORT, 'a correction does not go from that state to this one'); END;

CREATE TRIGGER correction_stays BEFORE DELETE ON correction
BEGIN SELECT RAISE(ABORT, 'a correction is never deleted'); END;

CREATE TABLE decision (
  id TEXT NOT NULL PRIMARY KEY,
  correction_id TEXT NOT NULL REFERENCES correction (id),
  correction_version INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 200),
  human TEXT,
  verdict TEXT NOT NULL CHECK (verdict IN ('approve', 'reject', 'withdraw')),
  reason TEXT CHECK (length(reason) <= 2000),
  approved_hash TEXT NOT NULL,
  mac TEXT NOT NULL,
  decided_at_ms INTEGER NOT NULL,
  UNIQUE (correction_id, actor, verdict)
) STRICT;

CREATE TABLE correction_effect (
  id TEXT NOT NULL PRIMARY KEY,
  correction_id TEXT NOT NULL REFERENCES correction (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  amount INTEGER,
  currency TEXT,
  params TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'done', 'refused', 'unknown', 'needs_person', 'skipped')),
  idempotency_key TEXT UNIQUE,
  first_sent_at_ms INTEGER,
  result TEXT,
  settled_at_ms INTEGER,
  UNIQUE (correction_id, position)
) STRICT;
`;
