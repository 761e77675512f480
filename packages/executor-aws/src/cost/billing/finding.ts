import { createHash } from 'node:crypto';
import type { EvidenceRef, Finding, FindingRole, Json, ProofTier, Severity } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';

/** What a cost finding states; the rest is neutral. */
export interface CostFindingParts {
  readonly code: string;
  readonly also?: readonly string[];
  readonly role: FindingRole;
  readonly tier?: ProofTier;
  readonly severity: Severity;
  /** Twelve digits; the paying account where no other is known. */
  readonly account: string;
  readonly region?: string | null;
  readonly kind: string;
  readonly name: string;
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly EvidenceRef[];
  readonly since?: string | null;
  readonly data: Readonly<Record<string, Json>>;
}

/** Makes a finding. The same code about the same thing has the same id in every run. */
export function costFinding(parts: CostFindingParts): Finding {
  const { code, account, kind, region = null } = parts;
  const name = printable(parts.name, 300) || '(unnamed)';
  const identity = [
    code,
    'aws',
    account,
    kind,
    region ?? '',
    parts.name,
    String(parts.data.kind ?? ''),
    String(parts.data.start ?? ''),
  ].join('\n');
  return {
    id: `f_${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`,
    code,
    also: [...new Set(parts.also ?? [])].filter((other) => other !== code).sort(),
    role: parts.role,
    tier: parts.tier ?? 'figure',
    severity: parts.severity,
    resource: { provider: 'aws', target: account, kind, ...(region === null ? {} : { namespace: region }), name },
    instances: [`${kind}/${region === null ? '' : `${region}/`}${name}`],
    title: printable(parts.title, 300),
    detail: printable(parts.detail, 4000),
    evidence: parts.evidence,
    cause_of: [],
    touches_users: null,
    since: parts.since ?? null,
    remediations: [],
    data: parts.data,
  };
}
