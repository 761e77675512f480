import { Socket } from 'node:net';
import { LineReader } from '../protocol/line-reader.ts';
import type { HostMessage, RunnerMessage } from '../protocol/messages.ts';

/** The line to the host. A descriptor of its own, which what a plugin prints cannot reach by accident. */
export interface Channel {
  send(message: RunnerMessage): void;
  /** Sends a message that is JSON already. */
  sendText(message: string): void;
}

const descriptor = 3;

/** Opens the line. Without a host there is nothing to do here: its end is ours. */
export function openChannel(onMessage: (message: HostMessage) => void): Channel {
  const socket = new Socket({ fd: descriptor, readable: true, writable: true });
  const reader = new LineReader(Number.POSITIVE_INFINITY);
  socket.on('data', (chunk: Uint8Array) => {
    for (const line of reader.push(chunk) ?? []) onMessage(JSON.parse(line) as HostMessage);
  });
  const end = (): never => process.exit(0);
  socket.on('end', end);
  socket.on('error', end);
  const sendText = (message: string): void => void socket.write(`${message}\n`);
  return { sendText, send: (message) => sendText(JSON.stringify(message)) };
}
