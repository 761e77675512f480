import { describe, expect, it } from 'vitest';
import { removeBrokenSignature } from './unsign-macho.ts';

const command = (kind: number, ...words: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(8 + 4 * words.length);
  [kind, bytes.length, ...words].forEach((word, index) => {
    bytes.writeUInt32LE(word, 4 * index);
  });
  return bytes;
};

/** A program with three load commands, the middle one a signature with these flags. */
function program(flags: number): Buffer {
  const header = Buffer.alloc(32);
  const commands = Buffer.concat([command(0x19, 1), command(0x1d, 200, 40), command(0x2, 7, 8)]);
  header.writeUInt32LE(0xfeedfacf, 0);
  header.writeUInt32LE(3, 16);
  header.writeUInt32LE(commands.length, 20);
  const whole = Buffer.alloc(300);
  header.copy(whole);
  commands.copy(whole, 32);
  whole.writeUInt32BE(20, 216);
  whole.writeUInt32BE(flags, 232);
  return whole;
}

describe('a signature of a Mach-O program', () => {
  it('is taken away when it is not the compiler’s own', () => {
    const bytes = program(0x10000);
    expect(removeBrokenSignature(bytes)).toBe(true);
    expect([bytes.readUInt32LE(16), bytes.readUInt32LE(20)]).toEqual([2, 28]);
    expect(bytes.subarray(32, 60)).toEqual(Buffer.concat([command(0x19, 1), command(0x2, 7, 8)]));
    expect(bytes.subarray(60, 76)).toEqual(Buffer.alloc(16));
    expect(removeBrokenSignature(bytes)).toBe(false);
  });

  it('is left when it was made ad hoc', () => {
    const bytes = program(0x20002);
    expect(removeBrokenSignature(bytes)).toBe(false);
    expect(bytes).toEqual(program(0x20002));
  });

  it('is not looked for in anything else', () => {
    expect(() => removeBrokenSignature(Buffer.from('\x7fELF'.padEnd(64)))).toThrow('no 64-bit Mach-O');
  });
});
