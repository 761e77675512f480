import { readPolicyFolder } from '@cloudops/policy';
import { BaseCommand } from '../../base-command.ts';
import { policyFolder } from '../../composition/policy.ts';
import { renderJson } from '../../output.ts';

export default class PolicyShow extends BaseCommand {
  static override description = 'Show the policies in force.';

  async run(): Promise<void> {
    const { flags } = await this.parse(PolicyShow);
    const folder = policyFolder(this.assets, this.paths);
    const { policies, data } = readPolicyFolder(folder);
    const text = policies.map((policy) => `// ${policy.file}\n${policy.text}`).join('\n');
    process.stdout.write(flags.output === 'json' ? renderJson({ folder, policies, data }) : text);
  }
}
