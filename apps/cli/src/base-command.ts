import { escapeForTerminal } from '@cloudops/report';
import { Command, Flags, type Interfaces } from '@oclif/core';
import { type Assets, findAssets } from './composition/assets.ts';
import { parserNames } from './configuration/model-settings.ts';
import { findPaths, type Paths } from './configuration/paths.ts';
import { reportError } from './errors/report-error.ts';
import type { PluginPlace } from './plugins/installed-plugins.ts';
import { type Screen, toScreen } from './screen.ts';
import { beginCommand } from './telemetry/usage/running-command.ts';
import { showControls } from './visible-controls.ts';

/** Flags that every command has. */
export const commonFlags = {
  output: Flags.option({
    char: 'o',
    description: 'form of the answer',
    options: ['human', 'json', 'jsonl', 'markdown', 'html'] as const,
    default: 'human' as const,
  })(),
  'no-color': Flags.boolean({ description: 'no colour (also: NO_COLOR)' }),
  quiet: Flags.boolean({ description: 'no progress and no notes' }),
  verbose: Flags.boolean({ description: 'more detail, and the stack of an unexpected error' }),
} as const;

/** Flags of the commands that read a cloud. */
export const targetFlags = {
  world: Flags.string({ description: 'read a recorded world instead of a cloud: a name or a file', helpValue: 'NAME' }),
  context: Flags.string({
    description: 'kube context to read, instead of the one that fits the environment',
    helpValue: 'NAME',
  }),
  profile: Flags.string({ description: 'AWS profile to read with, instead of the environment’s', helpValue: 'NAME' }),
  region: Flags.string({
    description: 'AWS region to narrow to; may be given several times',
    helpValue: 'NAME',
    multiple: true,
  }),
  scope: Flags.string({ description: 'environment, when the question names none', helpValue: 'ENV' }),
  namespace: Flags.string({ char: 'n', description: 'namespace to narrow to', helpValue: 'NAME' }),
  timeout: Flags.integer({ description: 'stop after this many seconds', min: 1, helpValue: 'SECONDS' }),
  parser: Flags.option({
    description: 'how to read the question, instead of as configured',
    options: parserNames,
  })(),
  input: Flags.string({
    description: 'an input of the playbook; may be given several times',
    helpValue: 'NAME=VALUE',
    multiple: true,
  }),
} as const;

/** The type of a command's parsed flags. */
export type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<T['flags']>;

/** What every command shares: where things are, how the screen is, how an error looks. */
export abstract class BaseCommand extends Command {
  static override baseFlags: typeof commonFlags = commonFlags;

  protected get paths(): Paths {
    return findPaths(process.env, process.cwd());
  }

  protected get assets(): Assets {
    return findAssets(this.config.root);
  }

  /** Where plugins are, and what runs them. */
  protected get place(): PluginPlace {
    return { paths: this.paths, assets: this.assets };
  }

  /** Says something beside the answer, unless that is not wanted. */
  protected noteUnless({ quiet }: { readonly quiet: boolean }): (note: string) => void {
    return (note) => {
      if (!quiet) process.stderr.write(`${escapeForTerminal(note, { maximum: 1000 })}\n`);
    };
  }

  protected screen(flags: { 'no-color': boolean; quiet: boolean; verbose: boolean }): Screen {
    return toScreen(process.stdout, process.env, flags);
  }

  /** Prints a part of the answer. */
  protected print(text: string): void {
    process.stdout.write(showControls(text));
  }

  protected override async init(): Promise<void> {
    await super.init();
    beginCommand(this.id);
  }

  protected override async catch(error: Error): Promise<void> {
    reportError(error, [...(this.id ?? '').split(':'), ...this.argv], this.config.commandIDs);
  }
}
