import { cpuFindings } from '@cloudops/executor-k8s';
import type { FindingDefinition } from '@cloudops/spec';
import type { GeneratedFile } from './generate.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function toSection(definition: FindingDefinition): string {
  return [
    `### ${definition.code}: ${definition.title}`,
    '',
    `| role | severity |`,
    `| --- | --- |`,
    `| ${definition.role} | ${definition.severity} |`,
    '',
    `**How it is decided.** ${cell(definition.decided)}`,
    '',
    `**What to do.** ${cell(definition.remedy)}`,
    '',
  ].join('\n');
}

/** docs/codes.md: every finding code, from the providers' registries. */
export function generateCodes(): readonly GeneratedFile[] {
  const head =
    '# Finding codes\n\nGenerated from the providers’ registries. `cloudops findings show CODE` prints the same.\n\n## Kubernetes: CPU\n\n';
  return [{ path: 'docs/codes.md', text: `${head}${cpuFindings.map(toSection).join('\n')}` }];
}
