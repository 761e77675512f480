import { BaseCommand } from '../../base-command.ts';
import { readPolicies } from '../../composition/policy.ts';
import { renderJson } from '../../output.ts';

export default class PolicyShow extends BaseCommand {
  static override description = 'Show the policies in force.';

  async run(): Promise<void> {
    const { flags } = await this.parse(PolicyShow);
    const { policies, data } = readPolicies(this.assets, this.paths);
    const text = policies.map((policy) => `// ${policy.file}\n${policy.text}`).join('\n');
    this.print(flags.output === 'json' ? renderJson({ policies, data }) : text);
  }
}
