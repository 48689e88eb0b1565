/** Limits as they were wanted and as they held, a row for each change and each confirmation. Nothing is changed or removed. */
export const policyInForce = `
CREATE TABLE policy_in_force (
  seq INTEGER NOT NULL PRIMARY KEY,
  wanted TEXT NOT NULL CHECK (json_valid(wanted)),
  wanted_hash TEXT NOT NULL CHECK (length(wanted_hash) = 64),
  in_force TEXT NOT NULL CHECK (json_valid(in_force)),
  confirmed_by TEXT NOT NULL CHECK (json_valid(confirmed_by)),
  mac TEXT NOT NULL CHECK (length(mac) = 64),
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TRIGGER policy_in_force_gapless BEFORE INSERT ON policy_in_force
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM policy_in_force)
BEGIN SELECT RAISE(ABORT, 'changes of the limits are numbered without gaps'); END;

CREATE TRIGGER policy_in_force_no_update BEFORE UPDATE ON policy_in_force
BEGIN SELECT RAISE(ABORT, 'limits in force are never rewritten'); END;

CREATE TRIGGER policy_in_force_no_delete BEFORE DELETE ON policy_in_force
BEGIN SELECT RAISE(ABORT, 'limits in force are never removed'); END;

-- The newest row must be the one the audit trail speaks of last.
CREATE INDEX audit_policy ON audit (seq) WHERE kind = 'policy_changed';
`;
