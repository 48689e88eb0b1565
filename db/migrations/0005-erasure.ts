/** When texts about a customer were removed, and what still has texts, in the order of its age. */
export const erasure = `
ALTER TABLE analysis ADD COLUMN erased_at_ms INTEGER;
ALTER TABLE slack_request ADD COLUMN erased_at_ms INTEGER;
CREATE INDEX analysis_with_texts ON analysis (saved_at_ms, id) WHERE erased_at_ms IS NULL;
CREATE INDEX slack_request_with_texts ON slack_request (settled_at_ms, id)
  WHERE settled_at_ms IS NOT NULL AND erased_at_ms IS NULL;
CREATE INDEX job_with_error ON job (finished_at_ms, id) WHERE state = 'done' AND last_error IS NOT NULL;
`;
