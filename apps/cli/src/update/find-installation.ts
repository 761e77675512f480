import { readFileSync, realpathSync } from 'node:fs';
import type { ReleaseSource } from './fetch-index.ts';

/** How this program came here, and so how a newer one comes. */
export type Installation =
  | { readonly kind: 'binary'; readonly file: string; readonly source: Partial<ReleaseSource> }
  | { readonly kind: 'packaged'; readonly by: string; readonly command: string };

/** What tells it. */
export interface InstallationSigns {
  /** The application's package.json; a binary's build adds to it where its releases are. */
  readonly packageJson: object;
  /** The running program: Node, or the binary. */
  readonly program: string;
  /** Lists the files of an installed Debian package. */
  readonly debianList?: string;
}

/** Finds out how this program was installed. Opens no connection. */
export function findInstallation(signs: InstallationSigns): Installation {
  const { packageJson, program, debianList = '/var/lib/dpkg/info/cloudops.list' } = signs;
  const { standalone } = packageJson as { readonly standalone?: Partial<ReleaseSource> };
  if (standalone === undefined) return { kind: 'packaged', by: 'npm', command: 'npm install --global cloudops@latest' };
  const file = realpathSync(program);
  if (file.includes('/Cellar/')) return { kind: 'packaged', by: 'Homebrew', command: 'brew upgrade cloudops' };
  if (linesOf(debianList).includes(file)) {
    return { kind: 'packaged', by: 'a Debian package', command: 'sudo apt install ./cloudops_VERSION_ARCH.deb' };
  }
  return { kind: 'binary', file, source: standalone };
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
