/** The policy is wrong: `message` names the place and what was expected, one fault per line, at most ten. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}
