import type { Cause, Finding, FindingDefinition, Report, ResourceRef } from '@cloudops/spec';
import { type FindingData, toHops } from '../analysis/hops.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';

/** A cause with what its finding knows besides. */
export interface ExportCause {
  readonly cause: Cause;
  readonly data: FindingData;
  /** ISO 8601, or null. */
  readonly since: string | null;
  readonly definition: FindingDefinition | undefined;
  /** The path that proves it, from the outside in; empty without one. */
  readonly hops: readonly string[];
  /** Findings that follow from it. */
  readonly consequences: readonly Finding[];
}

/** The causes of a report, in rank order, with the findings and definitions that belong to them. */
export function toExportCauses(report: Report, definitions: readonly FindingDefinition[]): readonly ExportCause[] {
  const findings = new Map(report.findings.map((finding) => [finding.id, finding]));
  const byCode = new Map(definitions.map((definition) => [definition.code, definition]));
  return report.causes.map((cause) => {
    const finding = findings.get(cause.id);
    return {
      cause,
      data: finding?.data,
      since: finding?.since ?? null,
      definition: byCode.get(cause.code),
      hops: toHops(finding?.data),
      consequences: cause.consequences.flatMap((id) => findings.get(id) ?? []),
    };
  });
}

/** Whether a code is about what can be reached over the network: a control that passes or fails. */
export function isExposureCode(code: string): boolean {
  return /^(SG|NACL|NET)-\d/.test(code);
}

/** A resource as one path, `provider/target/namespace/kind/name`, escaped and bounded. */
export function resourceUid({ provider, target, namespace, kind, name }: ResourceRef, maximum: number = 512): string {
  const parts = [provider, target, namespace, kind, name].filter((part) => part !== undefined && part !== '');
  return escapeForTerminal(parts.join('/'), { maximum });
}
