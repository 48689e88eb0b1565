/** Checks that agents ask for beside a ticket are waited for, too. */
export const sidebar = `
DROP INDEX job_waited_for;
CREATE INDEX job_waited_for ON job (run_at_ms, id)
WHERE state = 'queued' AND type IN ('answer-slack', 'show-in-slack', 'put-on-ticket', 'propose-correction',
  'decide-correction', 'show-home', 'check-from-sidebar');
`;
