/** Signed tokens of Zendesk's that opened the page beside a ticket, for as long as they could be used again. */
export const usedTokens = `
CREATE TABLE used_token (
  -- A hash of the token's own id.
  id TEXT PRIMARY KEY,
  until_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX used_token_by_end ON used_token (until_ms);
`;
