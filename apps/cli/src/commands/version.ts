import { BaseCommand } from '../base-command.ts';
import { renderJson } from '../output.ts';

export default class Version extends BaseCommand {
  static override summary = 'Print the version.';
  static override description = 'With the platform and the version of Node.js, as a bug report needs it.';
  static override examples = [
    { description: 'Print it', command: '<%= config.bin %> version' },
    { description: 'For a program', command: '<%= config.bin %> version -o json' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(Version);
    const { name, version, platform, arch } = this.config;
    const text = `${name}/${version} ${platform}-${arch} node-${process.version}\n`;
    this.print(flags.output === 'json' ? renderJson({ name, version, platform, arch, node: process.version }) : text);
  }
}
