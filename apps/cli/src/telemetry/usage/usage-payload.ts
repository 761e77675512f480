import type { UsageCount, UsageFile } from './usage-file.ts';

/** What of the machine is told with the counts. */
export interface UsagePlace {
  readonly version: string;
  /** `process.platform`, such as `linux`. */
  readonly os: string;
  /** `process.arch`, such as `x64`. */
  readonly arch: string;
  /** Such as `node 26`. */
  readonly runtime: string;
}

/** All that is ever sent about the use of the program. */
export interface UsagePayload extends UsagePlace {
  readonly schema_version: 1;
  /** Null as long as nobody said yes. */
  readonly install_id: string | null;
  readonly commands: readonly UsageCount[];
}

/** This machine, as far as it is told. */
export function findUsagePlace(version: string, { platform, arch, versions }: NodeJS.Process): UsagePlace {
  const runtime = versions.bun === undefined ? `node ${versions.node.split('.')[0]}` : 'bun';
  return { version, os: platform, arch, runtime };
}

/** The exact text of a request: what is shown is what is sent. */
export function renderUsagePayload(file: Pick<UsageFile, 'install_id' | 'counts'> | null, place: UsagePlace): string {
  const { version, os, arch, runtime } = place;
  const payload: UsagePayload = {
    schema_version: 1,
    install_id: file?.install_id ?? null,
    ...{ version, os, arch, runtime },
    commands: file?.counts ?? [],
  };
  return `${JSON.stringify(payload, null, 2)}\n`;
}
