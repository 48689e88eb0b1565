import { type AddressInfo, createServer } from 'node:net';

/**
 * A port of this machine that nobody listens at now, where an address has to be known before its server starts: `wanted`, or
 * any for 0. Null where `wanted` is taken, or may not be used.
 */
export async function freePort(wanted = 0): Promise<number | null> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', resolve);
    });
  } catch {
    return null;
  }
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
