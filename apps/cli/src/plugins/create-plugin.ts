import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CloudOpsError } from '@cloudops/spec';
import { isThere } from '../configuration/is-there.ts';
import { reservedCommands, reservedProviders } from './reserved-names.ts';

/** What a new plugin is made of. */
export interface CreatePluginRequest {
  /** The template that ships with the application. */
  readonly template: string;
  readonly name: string;
  /** Where to; `cloudops-plugin-NAME` in the working folder unless stated. */
  readonly folder: string | undefined;
}

/** A plugin that was created. */
export interface CreatedPlugin {
  readonly name: string;
  /** Its absolute path. */
  readonly folder: string;
  /** What it holds, sorted. */
  readonly files: readonly string[];
}

/**
 * Copies the template with the plugin's name in the place of the template's own.
 * @throws CloudOpsError `PLUGIN_NAME_INVALID`; `PLUGIN_FOLDER_TAKEN` where the folder holds something already.
 */
export function createPlugin({ template, name, folder }: CreatePluginRequest): CreatedPlugin {
  assertName(name);
  const target = resolve(folder ?? `cloudops-plugin-${name}`);
  assertFree(target);
  try {
    mkdirSync(target, { recursive: true });
    const files = listFiles(template).map((file) => writeRenamed(template, target, file, name));
    return { name, folder: target, files: files.sort() };
  } catch (cause) {
    throw new CloudOpsError({
      code: 'PLUGIN_FOLDER_UNWRITABLE',
      message: `The plugin cannot be written to ${target}: ${(cause as Error).message}`,
      nextSteps: ['Choose a folder that you may write to: --folder FOLDER'],
      cause,
    });
  }
}

function assertName(name: string): void {
  if (!/^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw invalidName(`The name "${name}" is not kebab-case.`, 'Use small letters, digits and dashes: acme-queue');
  }
  if (![...reservedProviders, ...reservedCommands].includes(name)) return;
  throw invalidName(`The name "${name}" is taken by CloudOps itself.`, 'Choose another, such as the product’s own.');
}

function invalidName(message: string, nextStep: string): CloudOpsError {
  return new CloudOpsError({ code: 'PLUGIN_NAME_INVALID', message, nextSteps: [nextStep] });
}

function assertFree(folder: string): void {
  if (!isThere(folder)) return;
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true && readdirSync(folder).length === 0) return;
  throw new CloudOpsError({
    code: 'PLUGIN_FOLDER_TAKEN',
    message: `${folder} is there already, and not an empty folder.`,
    nextSteps: ['Choose another folder: --folder FOLDER'],
  });
}

function listFiles(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => statSync(join(folder, name)).isFile());
}

/** Writes a file of the template under the new name, with the new name in it. The template may be inside of a binary. */
function writeRenamed(template: string, folder: string, file: string, name: string): string {
  const renamed = file.replaceAll('acme', name);
  mkdirSync(dirname(join(folder, renamed)), { recursive: true });
  writeFileSync(join(folder, renamed), withName(readFileSync(join(template, file), 'utf8'), name));
  return renamed;
}

function withName(text: string, name: string): string {
  const upper = name.toUpperCase();
  return text
    .replaceAll('ACME-', `${upper.replaceAll('-', '')}-`)
    .replaceAll('ACME', upper.replaceAll('-', '_'))
    .replaceAll('acme', name);
}
