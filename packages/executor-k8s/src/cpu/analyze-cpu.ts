import type { Analysis, RuledOut } from '@cloudops/spec';
import { compareText } from '../evidence/read.ts';
import { readFigures } from './figures.ts';
import { fold } from './fold.ts';
import { readGaps, readMeasurementGaps } from './gaps.ts';
import { keepInScope, ruledOutInScope } from './in-scope.ts';
import type { CpuInput } from './input.ts';
import { readCluster } from './model/cluster.ts';
import { cpuAnalyzers } from './registry.ts';

/**
 * Why CPU is high, from the evidence alone: pure, linear in the number of objects, independent of their order.
 * @param target the cluster's name, for resources and ids.
 */
export function analyzeCpu(input: CpuInput, target: string): Analysis {
  const cluster = readCluster(input);
  const observations = cpuAnalyzers.map((analyzer) => analyzer.inspect(cluster));
  const isAsked = ({ code }: { readonly code: string }): boolean => input.codes?.includes(code) ?? true;
  const drafts = keepInScope(
    cluster,
    observations.flatMap(({ drafts: some }) => some.filter(isAsked)),
  );
  return {
    findings: fold(drafts, target),
    ruled_out: [
      ...ruledOutInScope(
        cluster,
        observations.flatMap(({ ruledOut }) => ruledOut.filter(isAsked)),
      ),
    ].sort(compareRuledOut),
    not_checked: input.codes === undefined ? readGaps(cluster) : readMeasurementGaps(cluster),
    figures: input.codes === undefined ? readFigures(cluster) : [],
  };
}

function compareRuledOut(a: RuledOut, b: RuledOut): number {
  return compareText(a.code, b.code) || compareText(a.why, b.why);
}
