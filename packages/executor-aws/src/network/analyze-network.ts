import type { Analysis, RuledOut } from '@cloudops/spec';
import { readExposures } from './exposure/read-exposures.ts';
import { readFigures } from './figures.ts';
import { readGaps } from './gaps.ts';
import { readModel } from './model/model.ts';
import { compareText } from './model/read.ts';
import type { NetworkInput } from './model/settings.ts';
import { networkRules } from './registry.ts';
import { applyExceptions, reviewOf } from './review/index.ts';
import { toFindings } from './to-findings.ts';

/** What is exposed, from the evidence alone: pure, independent of the order of items. */
export function analyzeNetwork(input: NetworkInput): Analysis {
  const model = readModel(input);
  const { rules } = model.settings;
  const exposures = readExposures(model);
  const wanted = networkRules.filter(
    ({ definitions }) => rules === null || definitions.some(({ code }) => rules.has(code)),
  );
  const observations = wanted.map((rule) => rule.inspect(model, exposures));
  const found = toFindings(
    observations.flatMap(({ drafts }) => drafts),
    input.scope,
    model.settings,
  );
  const { findings, ruledOut: accepted } = applyExceptions(found, reviewOf(input.steps.review));
  return {
    findings,
    ruled_out: [...observations.flatMap(({ ruledOut }) => ruledOut ?? []), ...accepted].sort(compareRuledOut),
    not_checked: [
      ...readGaps(model.snapshot, Object.keys(input.steps)),
      ...observations.flatMap(({ notChecked }) => notChecked ?? []),
    ],
    figures: readFigures(model, findings),
  };
}

function compareRuledOut(a: RuledOut, b: RuledOut): number {
  return compareText(a.code, b.code) || compareText(a.why, b.why);
}
