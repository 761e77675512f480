import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeActions } from '@cloudops/engine';
import { createAwsProvider } from '@cloudops/executor-aws';
import { createKubernetesProvider } from '@cloudops/executor-k8s';
import { compileIndex } from '@cloudops/intent';
import { loadCatalog } from '@cloudops/playbooks';
import { readPolicyFolder } from '@cloudops/policy';

/**
 * Checks the shipped playbooks and policies once, here, and keeps them as JSON: a start then reads these instead
 * of parsing and checking YAML, and of working out what the questions in the playbooks have in common. A shipped file that is not valid fails the build.
 */
export async function compileAssets(lib: string): Promise<void> {
  const providers = [createAwsProvider({ version: '0.0.0' }), createKubernetesProvider({ version: '0.0.0' })];
  const checks = {
    actions: describeActions(providers),
    findings: providers.flatMap((provider) => provider.findings.map((finding) => finding.code)),
  };
  const catalog = await loadCatalog({ folders: [{ origin: 'shipped', folder: join(lib, 'playbooks') }], ...checks });
  const { policies, data } = readPolicyFolder(join(lib, 'policies'));
  writeFileSync(join(lib, 'catalog.json'), JSON.stringify(catalog));
  writeFileSync(join(lib, 'checks.json'), JSON.stringify(checks));
  writeFileSync(join(lib, 'index.json'), JSON.stringify(compileIndex(catalog)));
  writeFileSync(join(lib, 'policies.json'), JSON.stringify({ policies, data }));
}
