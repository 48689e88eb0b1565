import { userInfo } from 'node:os';

const MAX_NAME_CHARACTERS = 60;

/** Who runs this command, as an actor of the audit trail: the login name, such as `terminal:ops`. */
export function operator(): string {
  return `terminal:${loginName()
    .replace(/[^\w.-]/g, '_')
    .slice(0, MAX_NAME_CHARACTERS)}`;
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user id without an entry in its list of users.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
