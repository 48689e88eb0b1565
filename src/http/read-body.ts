import type { IncomingMessage } from 'node:http';

/** Bytes of a refused body that are still taken in (and dropped), so that the answer reaches the sender. */
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024;
const MAX_DISCARD_MS = 2_000;

/** The sender went away before its body was complete. */
export class AbortedRequest extends Error {
  override readonly name = 'AbortedRequest';
}

/** Length the sender announces, 0 when it does not. */
export function announcedBytes(request: IncomingMessage): number {
  const length = Number(request.headers['content-length'] ?? 0);
  return Number.isFinite(length) ? length : 0;
}

/**
 * Reads at most `maxBytes`; null when the body is larger. Nothing past the limit is kept in memory.
 * @throws {AbortedRequest}
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    if (announcedBytes(request) > maxBytes) {
      resolve(null);
      return;
    }
    let chunks: Buffer[] = [];
    let bytes = 0;
    const stop = () => {
      request.off('data', onData);
      request.off('end', onEnd);
      request.off('close', onClose);
      request.off('error', onClose);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= maxBytes) return;
      chunks = [];
      stop();
      request.pause();
      resolve(null);
    };
    const onEnd = () => {
      stop();
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    };
    const onClose = () => {
      stop();
      reject(new AbortedRequest('The sender closed the connection before its request was complete.'));
    };
    request.on('data', onData);
    request.on('end', onEnd);
    request.on('close', onClose);
    request.on('error', onClose);
  });
}

/**
 * Takes in the rest of a body that nobody wants, then cuts the connection: closing at once would make the sender
 * see a reset instead of the answer.
 */
export function discardRest(request: IncomingMessage): void {
  if (request.complete) return;
  const { socket } = request;
  let bytes = 0;
  const timer = setTimeout(() => socket.destroy(), MAX_DISCARD_MS);
  timer.unref();
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DISCARDED_BYTES) socket.destroy();
  });
  request.on('close', () => clearTimeout(timer));
  request.on('error', () => undefined);
  request.resume();
}
