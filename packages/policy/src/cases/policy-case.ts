import type { ApprovalRequirement, DecisionOutcome, Principal, RiskLevel } from '@cloudops/spec';
import type { PolicyData } from '../policy-source.ts';

/** Somebody's yes, as a case states it. */
export interface CaseApproval {
  readonly by: string;
  /** As the data says unless stated; `human` for who is not in it. */
  readonly kind?: Principal['kind'];
  /** All that the approver holds unless stated. */
  readonly roles?: readonly string[];
  /** How long ago, in minutes; 1 unless stated. */
  readonly age_minutes?: number;
  /** Whether it is for another plan. */
  readonly other_plan?: boolean;
}

/** What a case expects; what is left out may be anything. */
export interface CaseExpectation {
  readonly outcome: DecisionOutcome;
  /** Ids of exactly the policies that decide, in any order. */
  readonly policies?: readonly string[];
  readonly needs?: Partial<ApprovalRequirement>;
  /** Ids of exactly the policies that warn. */
  readonly warnings?: readonly string[];
}

/** One question to policy, with the answer that it must give. */
export interface PolicyCase {
  readonly name: string;
  /** Line of the case in its file. */
  readonly line: number;
  readonly principal: Principal;
  readonly requester?: string;
  readonly risk: RiskLevel;
  readonly environment: string;
  readonly playbook: string;
  readonly provider: string;
  readonly target: string;
  readonly blast_radius: number;
  readonly monthly_cents: number;
  readonly approvals: readonly CaseApproval[];
  /** Milliseconds since the Unix epoch; Tuesday, 15 September 2026, 10:00 UTC unless stated. */
  readonly now: number;
  readonly expect: CaseExpectation;
}

/** The cases of one file, and the data that they are asked with. */
export interface PolicyCaseFile {
  readonly file: string;
  /** The policies' own data, with what the file puts in place of parts of it. */
  readonly data: PolicyData;
  readonly cases: readonly PolicyCase[];
}
