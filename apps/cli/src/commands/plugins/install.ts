import { Args, Flags } from '@oclif/core';
import { BaseCommand, targetFlags } from '../../base-command.ts';
import { installPlugin } from '../../plugins/add-plugin.ts';
import { renderAdded } from '../../plugins/view-plugin.ts';
import { toScreen } from '../../screen.ts';
import { listenForInterruption } from '../../signals.ts';

export default class PluginsInstall extends BaseCommand {
  static override summary = 'Fetch a plugin, show what it may do, and keep it on a yes.';
  static override description =
    'It is fetched by npm, without running any of its scripts. Nothing of the plugin has run before the yes.';
  static override examples = [
    { description: 'The newest version', command: '<%= config.bin %> plugins install cloudops-plugin-postgres' },
    { description: 'A file', command: '<%= config.bin %> plugins install ./cloudops-plugin-acme-0.1.0.tgz' },
    {
      description: 'In a script, once you know it',
      command: '<%= config.bin %> plugins install cloudops-plugin-postgres@1.2.0 --yes',
    },
  ];
  static override args = {
    spec: Args.string({ required: true, description: 'what npm is to fetch: NAME, NAME@VERSION or a tarball' }),
  };
  static override flags = {
    yes: Flags.boolean({ description: 'do not ask' }),
    timeout: targetFlags.timeout,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PluginsInstall);
    const { paths, assets, place } = this;
    const { yes, output: form } = flags;
    const { signal, dispose } = listenForInterruption(flags.timeout === undefined ? null : flags.timeout * 1000);
    const screen = toScreen(process.stderr, process.env, flags);
    const context = { paths, assets, toolVersion: this.config.version, yes, screen, signal };
    try {
      const plugin = await installPlugin(args.spec, context);
      this.print(await renderAdded(plugin, { place, yes, form, screen: this.screen(flags) }));
    } finally {
      dispose();
    }
  }
}
