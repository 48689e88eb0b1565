/**
 * What carrying out a correction needs: how far each effect came, what it made, the cards that show it, what Stripe told
 * us later, and the limits in force. The allowed changes of state repeat `src/corrections/states.ts`; a test compares them.
 */
export const execution = `
ALTER TABLE correction ADD COLUMN mode TEXT NOT NULL DEFAULT 'dry_run' CHECK (mode IN ('dry_run', 'live'));
ALTER TABLE correction ADD COLUMN original TEXT;
ALTER TABLE correction ADD COLUMN outcome TEXT CHECK (length(outcome) <= 2000);
ALTER TABLE correction ADD COLUMN preview TEXT;
ALTER TABLE correction ADD COLUMN request_id TEXT;
ALTER TABLE correction ADD COLUMN rev INTEGER NOT NULL DEFAULT 1;
ALTER TABLE correction ADD COLUMN reminded_at_ms INTEGER;
ALTER TABLE correction ADD COLUMN closed_at_ms INTEGER;
CREATE INDEX correction_ticket ON correction (ticket_id) WHERE ticket_id IS NOT NULL;

DROP TRIGGER correction_moves;
CREATE TRIGGER correction_moves BEFORE UPDATE OF state ON correction
WHEN NEW.state IS NOT OLD.state AND NOT (
  (OLD.state = 'proposed' AND NEW.state IN ('awaiting_second', 'approved', 'rejected', 'withdrawn', 'expired'))
  OR (OLD.state = 'awaiting_second' AND NEW.state IN ('approved', 'rejected', 'withdrawn', 'expired'))
  OR (OLD.state = 'approved' AND NEW.state IN ('executing', 'withdrawn', 'expired'))
  OR (OLD.state = 'executing' AND NEW.state IN ('executed', 'simulated', 'refused', 'stale', 'unknown', 'partly_executed', 'needs_person'))
  OR (OLD.state = 'unknown' AND NEW.state IN ('executed', 'partly_executed', 'refused', 'needs_person'))
  OR (OLD.state = 'partly_executed' AND NEW.state IN ('executed', 'needs_person'))
  OR (OLD.state = 'needs_person' AND NEW.state IN ('executed', 'abandoned'))
  OR (OLD.state = 'executed' AND NEW.state IN ('reversed_by_stripe'))
)
BEGIN SELECT RAISE(ABORT, 'a correction does not go from that state to this one'); END;

ALTER TABLE correction_effect ADD COLUMN request_hash TEXT;
ALTER TABLE correction_effect ADD COLUMN sent_server_s INTEGER;
ALTER TABLE correction_effect ADD COLUMN unclear INTEGER NOT NULL DEFAULT 0 CHECK (unclear >= 0);
ALTER TABLE correction_effect ADD COLUMN tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0);
ALTER TABLE correction_effect ADD COLUMN absent_server_s INTEGER;
ALTER TABLE correction_effect ADD COLUMN sentence TEXT CHECK (length(sentence) <= 2000);

CREATE TRIGGER correction_effect_begins BEFORE INSERT ON correction_effect
WHEN NEW.state IS NOT 'planned'
BEGIN SELECT RAISE(ABORT, 'an effect begins as planned'); END;

CREATE TRIGGER correction_effect_moves BEFORE UPDATE OF state ON correction_effect
WHEN NEW.state IS NOT OLD.state AND NOT (
  (OLD.state = 'planned' AND NEW.state IN ('sent', 'done', 'refused', 'needs_person', 'skipped'))
  OR (OLD.state = 'sent' AND NEW.state IN ('done', 'refused', 'unknown', 'needs_person'))
  OR (OLD.state = 'unknown' AND NEW.state IN ('done', 'refused', 'needs_person'))
  OR (OLD.state = 'needs_person' AND NEW.state IN ('done', 'skipped'))
)
BEGIN SELECT RAISE(ABORT, 'an effect does not go from that state to this one'); END;

CREATE TRIGGER correction_effect_stays BEFORE DELETE ON correction_effect
BEGIN SELECT RAISE(ABORT, 'an effect is never deleted'); END;

-- The key is the promise of exactly one: once it left, it never changes.
CREATE TRIGGER correction_effect_keeps_its_key BEFORE UPDATE OF idempotency_key ON correction_effect
WHEN OLD.idempotency_key IS NOT NULL AND NEW.idempotency_key IS NOT OLD.idempotency_key
BEGIN SELECT RAISE(ABORT, 'the key of an effect never changes'); END;

-- What an effect made in Stripe, so that Stripe's later news about it finds its way.
CREATE TABLE correction_object (
  object_id TEXT NOT NULL PRIMARY KEY CHECK (length(object_id) BETWEEN 1 AND 255),
  effect_id TEXT NOT NULL REFERENCES correction_effect (id),
  correction_id TEXT NOT NULL REFERENCES correction (id)
) STRICT;

-- Messages that show a correction: the card in the finance channel and the one to whoever asked.
CREATE TABLE correction_card (
  correction_id TEXT NOT NULL REFERENCES correction (id),
  place TEXT NOT NULL CHECK (place IN ('finance', 'requester')),
  channel_id TEXT,
  ts TEXT,
  shown_rev INTEGER NOT NULL DEFAULT 0,
  unanswered INTEGER NOT NULL DEFAULT 0 CHECK (unanswered >= 0),
  PRIMARY KEY (correction_id, place)
) STRICT;

CREATE TABLE stripe_event (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 255),
  type TEXT NOT NULL,
  object_id TEXT NOT NULL CHECK (length(object_id) BETWEEN 1 AND 255),
  correction_id TEXT,
  received_at_ms INTEGER NOT NULL,
  outcome TEXT
) STRICT;

-- Somebody confirmed who the customer of a check is that an e-mail address alone pointed at.
CREATE TABLE identity_confirmation (
  analysis_id TEXT NOT NULL PRIMARY KEY REFERENCES analysis (id),
  actor TEXT NOT NULL CHECK (length(actor) BETWEEN 1 AND 200),
  human TEXT,
  confirmed_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE slack_request_new (
  id TEXT NOT NULL PRIMARY KEY,
  delivery_key TEXT NOT NULL UNIQUE CHECK (length(delivery_key) BETWEEN 1 AND 220),
  kind TEXT NOT NULL CHECK (kind IN ('command', 'shortcut', 'mention', 'choose', 'show_all', 'put_on_ticket', 'propose',
    'decide', 'home')),
  team_id TEXT NOT NULL,
  user_id TEXT NOT NULL CHECK (length(user_id) BETWEEN 1 AND 40),
  channel_id TEXT NOT NULL,
  thread_ts TEXT,
  subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 600),
  ask TEXT NOT NULL,
  response_url TEXT,
  ticket_id TEXT,
  analysis_id TEXT,
  surface TEXT CHECK (surface IN ('response_url', 'message', 'stream', 'ephemeral', 'direct')),
  posted_channel TEXT,
  posted_ts TEXT,
  posts INTEGER NOT NULL DEFAULT 0,
  outcome TEXT,
  received_at_ms INTEGER NOT NULL,
  settled_at_ms INTEGER,
  erased_at_ms INTEGER,
  CHECK (settled_at_ms IS NULL OR response_url IS NULL)
) STRICT;
INSERT INTO slack_request_new SELECT id, delivery_key, kind, team_id, user_id, channel_id, thread_ts, subject, ask,
  response_url, ticket_id, analysis_id, surface, posted_channel, posted_ts, posts, outcome, received_at_ms, settled_at_ms,
  erased_at_ms FROM slack_request;
DROP TABLE slack_request;
ALTER TABLE slack_request_new RENAME TO slack_request;
CREATE INDEX slack_request_analysis ON slack_request (analysis_id) WHERE analysis_id IS NOT NULL;
CREATE INDEX slack_request_with_texts ON slack_request (settled_at_ms, id)
  WHERE settled_at_ms IS NOT NULL AND erased_at_ms IS NULL;

-- Jobs somebody waits for are claimed before all others; the query repeats this condition word for word.
DROP INDEX job_waited_for;
CREATE INDEX job_waited_for ON job (run_at_ms, id)
  WHERE state = 'queued' AND type IN ('answer-slack', 'show-in-slack', 'put-on-ticket', 'propose-correction',
    'decide-correction', 'show-home');
`;
