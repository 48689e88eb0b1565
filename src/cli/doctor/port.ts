import { createServer } from 'node:net';
import type { Check } from './check.ts';

/** Whether the server could listen. A running server of ours is what should be there. */
export async function checkPort(port: number, serverRuns: boolean): Promise<Check> {
  const name = 'Port';
  if (port === 0) return { level: 'ok', name, message: 'any free one (PORT=0)' };
  const trouble = await tryToListen(port);
  if (trouble === null) return { level: 'ok', name, message: `${port} is free` };
  if (trouble === 'EADDRINUSE' && serverRuns)
    return { level: 'ok', name, message: `${port} is in use by the running server` };
  const message =
    trouble === 'EADDRINUSE'
      ? `${port} is in use by another program: stop it, or set PORT to a free one.`
      : trouble === 'EACCES'
        ? `${port} needs privileges: set PORT to 1024 or higher.`
        : `${port} cannot be listened on (${trouble}): set PORT to another one.`;
  return { level: 'failure', name, message };
}

/** Null when listening works, else the system's error code. The port is free again when this resolves. */
function tryToListen(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, () => server.close(() => resolve(null)));
  });
}
