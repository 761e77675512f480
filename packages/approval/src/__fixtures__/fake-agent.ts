import { createServer, type Server, type Socket } from 'node:net';
import { sshString, sshUint32 } from '../key/ssh-wire.ts';

/** An SSH agent that answers as it is told. */
export interface FakeAgent {
  readonly socketPath: string;
  /** The messages that came, without their lengths. */
  readonly messages: readonly Buffer[];
  close(): Promise<void>;
}

/** Starts an agent whose answer to each message is `answer(message)`, sent as it is; null is silence. */
export async function startFakeAgent(
  socketPath: string,
  answer: (message: Buffer) => Uint8Array | null | Promise<Uint8Array | null>,
): Promise<FakeAgent> {
  const messages: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('data', async (chunk: Buffer) => {
      const message = chunk.subarray(4);
      messages.push(message);
      const answered = await answer(message);
      if (answered?.length === 0) socket.destroy();
      else if (answered !== null) socket.write(answered);
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { socketPath, messages, close };
}

/** An answer with its length before it. */
export function framed(...parts: readonly Uint8Array[]): Buffer {
  return sshString(Buffer.concat(parts));
}

/** The answer that lists keys, each in the SSH wire form and with a comment. */
export function keyList(keys: readonly (readonly [wire: Uint8Array, comment: string])[]): Buffer {
  const entries = keys.flatMap(([wire, comment]) => [sshString(wire), sshString(comment)]);
  return framed(Uint8Array.of(12), sshUint32(keys.length), ...entries);
}

/** The answer that holds a signature. */
export function signatureAnswer(signature: Uint8Array, algorithm: string = 'ssh-ed25519'): Buffer {
  return framed(Uint8Array.of(14), sshString(Buffer.concat([sshString(algorithm), sshString(signature)])));
}
