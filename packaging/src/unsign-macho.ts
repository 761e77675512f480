const magic64 = 0xfeedfacf;
const headerBytes = 32;
const codeSignature = 0x1d;
const adHoc = 0x2;

/**
 * Takes a signature away from a 64-bit Mach-O program that no longer fits it: macOS ends a program with a broken signature, and
 * runs one for Intel without any. A signature made anew by the compiler (ad hoc) is left.
 * Layout: `mach-o/loader.h` and `Security/CSCommon.h` of macOS.
 * @returns whether it took one away; the bytes are changed in place.
 */
export function removeBrokenSignature(program: Buffer): boolean {
  if (program.readUInt32LE(0) !== magic64) throw new Error('It is no 64-bit Mach-O program');
  const count = program.readUInt32LE(16);
  const size = program.readUInt32LE(20);
  let offset = headerBytes;
  for (let index = 0; index < count; index += 1) {
    const length = program.readUInt32LE(offset + 4);
    if (program.readUInt32LE(offset) === codeSignature) {
      if (isAdHoc(program, program.readUInt32LE(offset + 8))) return false;
      const end = headerBytes + size;
      // The commands behind it move up; what is left over at the end is zeros, as the linker leaves it.
      program.copyWithin(offset, offset + length, end);
      program.fill(0, end - length, end);
      program.writeUInt32LE(count - 1, 16);
      program.writeUInt32LE(size - length, 20);
      return true;
    }
    offset += length;
  }
  return false;
}

/** The first blob of a signature is its code directory, with the flags. */
function isAdHoc(program: Buffer, signature: number): boolean {
  const directory = signature + program.readUInt32BE(signature + 16);
  return (program.readUInt32BE(directory + 12) & adHoc) !== 0;
}
