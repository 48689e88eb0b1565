/** What people ask for in Slack, where it was answered, and the thread of each ticket in the triage channel. */
export const slack = `
CREATE TABLE slack_request (
  id TEXT NOT NULL PRIMARY KEY,
  delivery_key TEXT NOT NULL UNIQUE CHECK (length(delivery_key) BETWEEN 1 AND 220),
  kind TEXT NOT NULL CHECK (kind IN ('command', 'shortcut', 'mention', 'choose', 'show_all', 'put_on_ticket')),
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
  CHECK (settled_at_ms IS NULL OR response_url IS NULL)
) STRICT;
-- The same question of the same person in the same place is answered once at a time.
CREATE UNIQUE INDEX slack_request_open
  ON slack_request (user_id, channel_id, coalesce(thread_ts, ''), kind, subject) WHERE settled_at_ms IS NULL;
CREATE INDEX slack_request_analysis ON slack_request (analysis_id) WHERE analysis_id IS NOT NULL;

CREATE TABLE slack_thread (
  ticket_id TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  ts TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, channel_id)
) STRICT;

-- Jobs somebody waits for in Slack are claimed before all others; the query repeats this condition word for word.
CREATE INDEX job_waited_for ON job (run_at_ms, id)
  WHERE state = 'queued' AND type IN ('answer-slack', 'show-in-slack', 'put-on-ticket');
`;
