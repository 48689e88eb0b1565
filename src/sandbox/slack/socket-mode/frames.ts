/** The frames of RFC 6455 as far as Socket Mode needs them: whole text messages, ping, pong, close. */
export const OPCODE = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

export interface Frame {
  readonly opcode: number;
  readonly final: boolean;
  readonly payload: Buffer;
}

const MAXIMUM_PAYLOAD_BYTES = 1024 * 1024;
const MASK_BYTES = 4;

/** A frame from server to client: final and unmasked. */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const head = 0x80 | opcode;
  if (payload.length < 126) return Buffer.concat([Buffer.from([head, payload.length]), payload]);
  if (payload.length < 65_536) {
    const header = Buffer.from([head, 126, 0, 0]);
    header.writeUInt16BE(payload.length, 2);
    return Buffer.concat([header, payload]);
  }
  const header = Buffer.alloc(10);
  header[0] = head;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([header, payload]);
}

/** Cuts what arrives into frames. */
export class FrameReader {
  private pending: Buffer = Buffer.alloc(0);

  /** The frames that are complete now. Throws when the client does what no client may. */
  read(bytes: Buffer): readonly Frame[] {
    this.pending = Buffer.concat([this.pending, bytes]);
    const frames: Frame[] = [];
    for (let next = this.next(); next !== null; next = this.next()) frames.push(next);
    return frames;
  }

  private next(): Frame | null {
    const { pending } = this;
    const [first, second] = pending;
    if (first === undefined || second === undefined) return null;
    if ((second & 0x80) === 0) throw new Error('A client must mask its frames.');
    const header = lengthOf(pending, second & 0x7f);
    if (header === null) return null;
    if (header.length > MAXIMUM_PAYLOAD_BYTES) throw new Error('The frame is too long.');
    const start = header.end + MASK_BYTES;
    const end = start + header.length;
    if (pending.length < end) return null;
    const mask = pending.subarray(header.end, start);
    const payload = Buffer.from(pending.subarray(start, end));
    for (let at = 0; at < payload.length; at += 1)
      payload[at] = (payload[at] ?? 0) ^ (mask[at % MASK_BYTES] ?? 0);
    this.pending = pending.subarray(end);
    return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload };
  }
}

function lengthOf(bytes: Buffer, short: number): { readonly length: number; readonly end: number } | null {
  if (short < 126) return { length: short, end: 2 };
  if (short === 126) return bytes.length < 4 ? null : { length: bytes.readUInt16BE(2), end: 4 };
  return bytes.length < 10 ? null : { length: Number(bytes.readBigUInt64BE(2)), end: 10 };
}
