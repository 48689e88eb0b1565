import type { Duplex } from 'node:stream';
import { isRecord, type JsonRecord, parseJson } from '../json.ts';
import { encodeFrame, type Frame, FrameReader, OPCODE } from './frames.ts';

const NORMAL_CLOSURE = 1000;
const UNSUPPORTED_DATA = 1003;

/** One WebSocket of an app: text messages out and in, pings answered, closed politely. */
export class Connection {
  private readonly socket: Duplex;
  private readonly reader = new FrameReader();
  private readonly onMessage: (message: JsonRecord) => void;
  private closing = false;

  constructor(
    socket: Duplex,
    events: { readonly message: (message: JsonRecord) => void; readonly closed: () => void },
  ) {
    this.socket = socket;
    this.onMessage = events.message;
    socket.on('data', (bytes: Buffer) => this.receive(bytes));
    // An error is followed by close, which is what counts.
    socket.on('error', () => socket.destroy());
    socket.on('close', events.closed);
  }

  send(message: JsonRecord): void {
    this.write(OPCODE.text, Buffer.from(JSON.stringify(message)));
  }

  ping(): void {
    this.write(OPCODE.ping, Buffer.from('Ping from applink'));
  }

  close(code = NORMAL_CLOSURE): void {
    if (this.closing) return;
    const reason = Buffer.alloc(2);
    reason.writeUInt16BE(code);
    this.write(OPCODE.close, reason);
    this.closing = true;
    this.socket.end();
  }

  /** Cuts the line, as a network does. */
  cut(): void {
    this.closing = true;
    this.socket.destroy();
  }

  private write(opcode: number, payload: Buffer): void {
    if (!this.closing && this.socket.writable) this.socket.write(encodeFrame(opcode, payload));
  }

  private receive(bytes: Buffer): void {
    try {
      for (const frame of this.reader.read(bytes)) this.handle(frame);
    } catch {
      this.cut();
    }
  }

  private handle(frame: Frame): void {
    const { opcode, payload, final } = frame;
    if (opcode === OPCODE.ping) this.write(OPCODE.pong, payload);
    else if (opcode === OPCODE.close) this.close();
    else if (opcode === OPCODE.text && final) this.receiveText(payload.toString('utf8'));
    // Clients send small messages in one text frame; pieces and binary are not spoken here.
    else if (opcode !== OPCODE.pong) this.close(UNSUPPORTED_DATA);
  }

  private receiveText(text: string): void {
    const message = parseJson(text)?.value;
    if (isRecord(message)) this.onMessage(message);
  }
}
