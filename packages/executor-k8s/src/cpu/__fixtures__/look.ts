import type { Analysis, Finding } from '@cloudops/spec';
import { misfitsOf } from '../../__fixtures__/fitting-playbook.ts';
import { analyzeCpu } from '../analyze-cpu.ts';
import type { CpuScope } from '../input.ts';
import { causesOf, nameOf } from './first-cause.ts';
import { type Staged, stage } from './world.ts';

/** A staged cluster, looked at. */
export interface Look {
  readonly analysis: Analysis;
  /** `CODE Kind/namespace/name`, most likely first. */
  readonly causes: readonly string[];
  /** The finding that has a code, as its own or under `also`. */
  find(code: string): Finding | undefined;
  /** The role of the finding that has a code; `silent` without one. */
  role(code: string): Finding['role'] | 'silent';
  /** Why a code was ruled out; empty when it was not. */
  ruledOut(code: string): string;
}

export function look(staged: Staged, scope: CpuScope = {}): Look {
  const analysis = analyzeCpu({ steps: stage(staged), scope }, 'prod');
  // Whatever is staged, what is proposed must be something that a playbook takes.
  const misfits = analysis.findings.flatMap(({ remediations }) => remediations.flatMap(misfitsOf));
  if (misfits.length > 0) throw new TypeError(misfits.join('; '));
  const find = (code: string): Finding | undefined =>
    analysis.findings.find((finding) => finding.code === code) ??
    analysis.findings.find(({ also }) => also.includes(code));
  return {
    analysis,
    causes: causesOf(analysis).map(nameOf),
    find,
    role: (code) => find(code)?.role ?? 'silent',
    ruledOut: (code) => analysis.ruled_out.find((one) => one.code === code)?.why ?? '',
  };
}
