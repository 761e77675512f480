import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateCodes } from './generate-codes.ts';
import { generateReadmes } from './generate-readmes.ts';
import { generateSchemas } from './generate-schemas.ts';
import { root } from './workspace.ts';

/** A file as it should be. */
export interface GeneratedFile {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** Writes the generated files, or says which of the committed ones differ. */
export function generate(mode: 'check' | 'write'): readonly string[] {
  return [...generateSchemas(), ...generateCodes(), ...generateReadmes()].flatMap((file) => {
    const path = join(root, file.path);
    const current = existsSync(path) ? readFileSync(path, 'utf8') : null;
    if (current === file.text) return [];
    if (mode === 'check') return [`${file.path} is not what it is generated from; run pnpm generate`];
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text);
    return [];
  });
}
