import { wrapText } from '@cloudops/report';
import type { FindingDefinition } from '@cloudops/spec';
import { describeProviders } from './composition/connect.ts';
import { notFound } from './lookup.ts';
import { type OutputForm, renderJson } from './output.ts';
import type { Screen } from './screen.ts';

/** Every finding code of every provider, by code. */
export function listFindings(): readonly FindingDefinition[] {
  return describeProviders()
    .flatMap((provider) => provider.findings)
    .sort((left, right) => (left.code < right.code ? -1 : 1));
}

/** One code's definition. @throws CloudOpsError `NOT_FOUND`. */
export function findFinding(code: string): FindingDefinition {
  const all = listFindings();
  const found = all.find((definition) => definition.code === code.toUpperCase());
  if (found !== undefined) return found;
  throw notFound({
    what: 'finding code',
    wanted: code,
    names: all.map((definition) => definition.code),
    list: 'cloudops findings list',
  });
}

/** What a code means, how it is decided, what to do. */
export function renderFinding(definition: FindingDefinition, form: OutputForm, screen: Screen): string {
  if (form === 'json' || form === 'jsonl') return renderJson({ finding: definition });
  const { code, title, severity, role, decided, remedy } = definition;
  const section = (name: string, text: string): readonly string[] => [
    '',
    name,
    ...wrapText(text, screen.width - 2).map((line) => `  ${line}`),
  ];
  const head = `${code}  ${title}`;
  return [
    head,
    `${severity} ${role}`,
    ...section('How it is decided', decided),
    ...section('What to do', remedy),
    '',
  ].join('\n');
}
