import { createReadStream, createWriteStream } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
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
  const { incoming, outgoing } = openLine();
  const reader = new LineReader(Number.POSITIVE_INFINITY);
  incoming.on('data', (chunk: Uint8Array) => {
    for (const line of reader.push(chunk) ?? []) onMessage(JSON.parse(line) as HostMessage);
  });
  const end = (): never => process.exit(0);
  incoming.on('end', end);
  for (const stream of [incoming, outgoing]) stream.on('error', end);
  const sendText = (message: string): void => void outgoing.write(`${message}\n`);
  return { sendText, send: (message) => sendText(JSON.stringify(message)) };
}

/** The standalone binary's runtime makes no socket of a descriptor; Node under its permissions reads no file by one. */
function openLine(): { readonly incoming: Readable; readonly outgoing: Writable } {
  if (process.versions.bun !== undefined) {
    const options = { fd: descriptor, autoClose: false };
    return { incoming: createReadStream('', options), outgoing: createWriteStream('', options) };
  }
  const socket = new Socket({ fd: descriptor, readable: true, writable: true });
  return { incoming: socket, outgoing: socket };
}
