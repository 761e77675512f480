import { readSync, writeSync } from 'node:fs';

const descriptor = 4;
const question = Buffer.alloc(4);
const answer = Buffer.alloc(8);

function readAnswer(): number {
  let filled = 0;
  while (filled < answer.byteLength) {
    const read = readSync(descriptor, answer, filled, answer.byteLength - filled, null);
    if (read === 0) process.exit(0);
    filled += read;
  }
  return answer.readDoubleLE(0);
}

/**
 * Asks the host what time it is for a call, and waits: a recorded world's clock moves only when something sleeps, so that no clock
 * of this process could stand in for it.
 */
export function readHostClock(call: number): number {
  question.writeUInt32LE(call);
  writeSync(descriptor, question);
  return readAnswer();
}
