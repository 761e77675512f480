import { loadCedar } from '../cedar.ts';
import { loadPolicySet } from '../load-policy-set.ts';
import { parsePolicyFiles } from '../policy-parser.ts';
import { compareText } from '../policy-problem.ts';
import type { PolicySource } from '../policy-source.ts';
import { findBadBehaviour } from './behaviour.ts';
import { findDataRemarks } from './data-remarks.ts';
import { findDeadlocks } from './deadlocks.ts';
import { findIdlePolicies } from './firing.ts';
import { findHoles } from './holes.ts';
import type { PolicyRemark } from './remark.ts';

/**
 * Says what is wrong with policies that load: holes, deadlocks, policies that do nothing, approvers who cannot sign. It
 * finds them by asking some thousand questions, the same each time, so that each comes with an example; what it does not
 * find may still be there.
 * @returns errors first, then by file and line.
 * @throws CloudOpsError `POLICY_INVALID` for policies that do not load.
 */
export async function lintPolicySet(source: PolicySource): Promise<readonly PolicyRemark[]> {
  const policySet = await loadPolicySet(source);
  const cedar = await loadCedar();
  const parsed = parsePolicyFiles(cedar, source.policies);
  const policies = parsed.kind === 'parsed' ? parsed.policies : [];
  const remarks = [
    ...findHoles(policySet, policies),
    ...findBadBehaviour(policySet, policies),
    ...findDeadlocks(policySet, policies),
    ...findIdlePolicies(cedar, policySet, policies),
    ...findDataRemarks(policySet, policies),
  ];
  return remarks.sort(
    (left, right) =>
      compareText(left.severity, right.severity) ||
      compareText(left.file, right.file) ||
      (left.line ?? 0) - (right.line ?? 0) ||
      compareText(left.message, right.message),
  );
}
