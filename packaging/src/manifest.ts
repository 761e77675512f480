import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applicationFolder } from './folders.ts';

/** A flag or an argument, as oclif's manifest describes it. */
export interface ManifestInput {
  readonly name: string;
  readonly char?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly type?: 'boolean' | 'option';
  readonly options?: readonly string[];
  readonly helpValue?: string;
  readonly multiple?: boolean;
  readonly required?: boolean;
  readonly hidden?: boolean;
  readonly allowNo?: boolean;
}

/** A command, as oclif's manifest describes it. */
export interface ManifestCommand {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly hidden?: boolean;
  readonly args: Readonly<Record<string, ManifestInput>>;
  readonly flags: Readonly<Record<string, ManifestInput>>;
  readonly examples?: readonly (string | { readonly description: string; readonly command: string })[];
}

/** All that is known of the command line without running it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly commands: readonly ManifestCommand[];
}

/** Reads what the build of the command line wrote; hidden commands are left out, the rest is sorted. */
export function readManifest(): Manifest {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(applicationFolder, file), 'utf8'));
  const { name, version, description } = read('package.json') as Manifest;
  const { commands } = read('oclif.manifest.json') as { readonly commands: Readonly<Record<string, ManifestCommand>> };
  const visible = Object.values(commands).filter((command) => command.hidden !== true);
  return { name, version, description, commands: visible.sort((left, right) => (left.id < right.id ? -1 : 1)) };
}
