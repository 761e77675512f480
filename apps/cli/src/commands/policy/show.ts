import { BaseCommand } from '../../base-command.ts';
import { readPolicies } from '../../composition/policy.ts';
import { renderJson } from '../../output.ts';

export default class PolicyShow extends BaseCommand {
  static override summary = 'Print the policies in force.';
  static override description = 'The Cedar files and their data, from your configuration folder or as shipped.';
  static override examples = [
    { description: 'Read them', command: '<%= config.bin %> policy show' },
    { description: 'For a program', command: '<%= config.bin %> policy show -o json' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(PolicyShow);
    const { policies, data } = readPolicies(this.assets, this.paths);
    const text = policies.map((policy) => `// ${policy.file}\n${policy.text}`).join('\n');
    this.print(flags.output === 'json' ? renderJson({ policies, data }) : text);
  }
}
