import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedFile } from './generate.ts';
import { listLibraries, root } from './workspace.ts';

/** The code between `// #region readme` and `// #endregion` of an example. @returns null without such a region. */
export function readRegion(source: string): string | null {
  return /\/\/ #region readme\n([\s\S]*?)\n\/\/ #endregion/.exec(source)?.[1] ?? null;
}

/** Each package's README with its first TypeScript block replaced by the example that the tests run. */
export function generateReadmes(): readonly GeneratedFile[] {
  return listLibraries().flatMap((entry) => {
    const readme = join(root, entry.folder, 'README.md');
    const example = join(root, entry.folder, 'examples/readme.ts');
    if (!existsSync(readme) || !existsSync(example)) return [];
    const region = readRegion(readFileSync(example, 'utf8'));
    if (region === null) return [];
    const text = readFileSync(readme, 'utf8').replace(
      /```(?:ts|typescript|js)\n[\s\S]*?\n```/,
      () => `\`\`\`ts\n${region}\n\`\`\``,
    );
    return [{ path: `${entry.folder}/README.md`, text }];
  });
}
