import type { LogicalNames } from './logical-names.ts';
import type { Expectations, ExpectedFinding } from './scenario.ts';

/** What the score needs of a finding; the Finding of the specification has it. */
export interface ReportedFinding {
  readonly code: string;
  readonly also: readonly string[];
  readonly resource: { readonly name: string };
  readonly data?: { readonly [key: string]: unknown; readonly reach?: unknown };
}

/** How right a report is. */
export interface Score {
  /** Of what was to be reported, the share that was: as a finding of its own or in `also` of that resource. */
  readonly recall: number;
  /** Of the findings, the share that was to be reported. What the rules leave open counts neither way. */
  readonly precision: number;
  /** `CODE name`, sorted. */
  readonly missed: readonly string[];
  /** Findings that nobody expected, `CODE name`. */
  readonly wrong: readonly string[];
  /** What must not be said of a resource and was, also in `also`. */
  readonly forbidden: readonly string[];
  /** Found, with another reach than expected: `CODE name: R1, not R2`. */
  readonly misplaced: readonly string[];
}

function toKey({ code, resource }: ExpectedFinding): string {
  return `${code} ${resource}`;
}

function compareReach(expected: readonly ExpectedFinding[], reaches: ReadonlyMap<string, string>): readonly string[] {
  return expected.flatMap((finding) => {
    const seen = reaches.get(toKey(finding));
    if (finding.reach === undefined || seen === undefined || seen === finding.reach) return [];
    return [`${toKey(finding)}: ${seen}, not ${finding.reach}`];
  });
}

/** Compares findings with what was expected, by code and resource; of reach it says where it differs. */
export function scoreFindings(
  findings: readonly ReportedFinding[],
  expectations: Expectations,
  names: Pick<LogicalNames, 'find'>,
): Score {
  const said = new Set<string>();
  const own = new Set<string>();
  const reaches = new Map<string, string>();
  for (const { code, also, resource, data } of findings) {
    const name = names.find(resource.name) ?? resource.name;
    own.add(`${code} ${name}`);
    for (const each of [code, ...also]) said.add(`${each} ${name}`);
    if (typeof data?.reach === 'string') reaches.set(`${code} ${name}`, data.reach);
  }
  const expected = new Set(expectations.expected.map(toKey));
  const open = new Set(expectations.open.map(toKey));
  const missed = [...expected].filter((key) => !said.has(key)).sort();
  const counted = [...own].filter((key) => !open.has(key));
  const wrong = counted.filter((key) => !expected.has(key)).sort();
  return {
    recall: expected.size === 0 ? 1 : 1 - missed.length / expected.size,
    precision: counted.length === 0 ? 1 : 1 - wrong.length / counted.length,
    missed,
    wrong,
    forbidden: expectations.absent
      .map(toKey)
      .filter((key) => said.has(key))
      .sort(),
    misplaced: compareReach(expectations.expected, reaches),
  };
}
