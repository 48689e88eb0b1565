import Database, { type Statement } from 'better-sqlite3';

/**
 * A database in memory from an image, set as every connection of the product is, as far as memory can be. Statements are
 * kept by their text: thousands of seeds prepare the same ones.
 */
export function openImage(image?: Buffer): Database.Database {
  const client = new Database(image ?? ':memory:');
  client.pragma('foreign_keys = ON');
  client.pragma('recursive_triggers = ON');
  const known = new Map<string, Statement>();
  const prepare = client.prepare.bind(client);
  client.prepare = ((sql: string) => {
    let statement = known.get(sql);
    if (statement === undefined) {
      statement = prepare(sql);
      known.set(sql, statement);
    }
    return statement;
  }) as typeof client.prepare;
  return client;
}
