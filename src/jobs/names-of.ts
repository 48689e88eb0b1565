import type { NameOf, PersonNames } from './outcome-ports.ts';

/** Names of these accounts, each asked for once; those that nobody knows are left out. */
export async function namesOf(accounts: readonly string[], nameOf: NameOf): Promise<PersonNames> {
  const names = new Map<string, string>();
  await Promise.all(
    [...new Set(accounts)].map(async (account) => {
      const name = await nameOf(account);
      if (name !== null) names.set(account, name);
    }),
  );
  return names;
}
