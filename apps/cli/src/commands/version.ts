import { BaseCommand } from '../base-command.ts';
import { renderJson } from '../output.ts';

export default class Version extends BaseCommand {
  static override description = 'Print the version.';

  async run(): Promise<void> {
    const { flags } = await this.parse(Version);
    const { name, version, platform, arch } = this.config;
    const text = `${name}/${version} ${platform}-${arch} node-${process.version}\n`;
    this.print(flags.output === 'json' ? renderJson({ name, version, platform, arch, node: process.version }) : text);
  }
}
