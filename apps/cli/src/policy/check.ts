import { lintPolicySet, loadPolicySet, type PolicyRemark } from '@cloudops/policy';
import { escapeForTerminal, paint } from '@cloudops/report';
import { exitStatus } from '../errors/exit-status.ts';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { FoundPolicies } from './find-policies.ts';

/** What checking policies came to. */
export interface CheckedPolicies {
  readonly folder: string;
  /** Such as `sha256:…`: what these policies are called in decisions and records. */
  readonly policy_digest: string;
  readonly policies: number;
  readonly remarks: readonly PolicyRemark[];
}

/** Loads policies and looks for what is wrong with them. @throws CloudOpsError `POLICY_INVALID` for those that do not load. */
export async function checkPolicies({ source, folder }: FoundPolicies): Promise<CheckedPolicies> {
  const { digest, policies } = await loadPolicySet(source);
  const remarks = await lintPolicySet(source);
  return { folder, policy_digest: digest, policies: policies.length, remarks };
}

/** Errors fail a pipeline; warnings do not. */
export function toCheckExit({ remarks }: CheckedPolicies): number {
  return remarks.some(({ severity }) => severity === 'error') ? exitStatus.unexpected : exitStatus.ok;
}

/** Shows what was found, errors first. */
export function renderCheck(checked: CheckedPolicies, form: OutputForm, screen: Screen): string {
  if (form === 'json') return renderJson(checked);
  if (form !== 'human') return renderListing(toListing(checked.remarks), form, screen);
  const remarks = checked.remarks.map((remark) => renderRemark(remark, screen));
  const [errors, warnings] = (['error', 'warning'] as const).map(
    (severity) => checked.remarks.filter((remark) => remark.severity === severity).length,
  );
  const folder = escapeForTerminal(checked.folder, { maximum: 2000 });
  return `${remarks.join('')}${checked.policies} policies of ${folder}: ${errors} errors, ${warnings} warnings.\n`;
}

function renderRemark(remark: PolicyRemark, screen: Screen): string {
  const { severity, code } = remark;
  const label = paint(severity.padEnd(7), severity === 'error' ? 'critical' : 'medium', screen);
  const place = paint(placeOf(remark), 'strong', screen);
  return `${label}  ${place}  ${code}\n         ${safe(remark.message)}\n         ${screen.unicode ? '→' : '->'} ${safe(remark.help)}\n`;
}

function placeOf({ file, line, column }: PolicyRemark): string {
  return safe([file, line, column].filter((part) => part !== null).join(':'));
}

function safe(text: string): string {
  return escapeForTerminal(text, { maximum: 2000 });
}

function toListing(remarks: readonly PolicyRemark[]) {
  return {
    name: 'remarks',
    rows: remarks,
    columns: [
      { header: 'SEVERITY', value: ({ severity }: PolicyRemark) => severity },
      { header: 'WHERE', value: placeOf },
      { header: 'CODE', value: ({ code }: PolicyRemark) => code },
      { header: 'WHAT', value: ({ message }: PolicyRemark) => message },
      { header: 'HELP', value: ({ help }: PolicyRemark) => help },
    ],
    empty: 'Nothing is wrong.',
  };
}
