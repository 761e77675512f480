import type { Repository } from '../repository.ts';

/** A flag, as oclif's manifest has it. */
export interface ManifestFlag {
  readonly name: string;
  readonly char?: string;
  readonly type: 'boolean' | 'option';
  readonly description?: string;
  readonly helpValue?: string;
  readonly options?: readonly string[];
  readonly default?: unknown;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly allowNo?: boolean;
  readonly hidden?: boolean;
  readonly exclusive?: readonly string[];
  readonly dependsOn?: readonly string[];
}

/** An argument, likewise. */
export interface ManifestArgument {
  readonly name: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly options?: readonly string[];
}

/** A command, likewise. */
export interface ManifestCommand {
  /** With `:` between its words. */
  readonly id: string;
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly (string | { readonly command: string; readonly description: string })[];
  readonly args: Readonly<Record<string, ManifestArgument>>;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
  readonly aliases: readonly string[];
  readonly hiddenAliases: readonly string[];
  readonly hidden?: boolean;
  readonly strict: boolean;
}

/** Every command that is shown, by name. */
export function readCommands(repository: Repository): readonly ManifestCommand[] {
  const manifest = JSON.parse(repository.read('apps/cli/oclif.manifest.json')) as {
    readonly commands: Readonly<Record<string, ManifestCommand>>;
  };
  return Object.values(manifest.commands)
    .filter(({ hidden }) => hidden !== true)
    .toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** What a topic is about, by its name. */
export function readTopics(repository: Repository): Readonly<Record<string, { readonly description: string }>> {
  return JSON.parse(repository.read('apps/cli/package.json')).oclif.topics;
}

/** A command's words, as they are typed. */
export function nameOf(command: ManifestCommand): string {
  return command.id.replaceAll(':', ' ');
}

/** Where a command's page is. */
export function commandPath(id: string): string {
  return `commands/${id.replaceAll(':', '-')}.html`;
}
