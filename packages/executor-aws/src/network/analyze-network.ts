import type { Analysis, NotChecked, RuledOut } from '@cloudops/spec';
import { compareText } from '../text/compare-text.ts';
import { nearest } from '../text/nearest.ts';
import { printable } from '../text/printable.ts';
import { readExposures } from './exposure/read-exposures.ts';
import { readFigures } from './figures.ts';
import { readGaps } from './gaps.ts';
import { readModel } from './model/model.ts';
import type { NetworkInput } from './model/settings.ts';
import { networkFindings, networkRules } from './registry.ts';
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
    model,
  );
  const { findings, ruledOut: accepted } = applyExceptions(found, reviewOf(input.steps.review));
  return {
    findings,
    ruled_out: [...observations.flatMap(({ ruledOut }) => ruledOut ?? []), ...accepted].sort(compareRuledOut),
    not_checked: [
      ...unknownCodes(rules),
      ...readGaps(model.snapshot, Object.keys(input.steps)),
      ...observations.flatMap(({ notChecked }) => notChecked ?? []),
    ],
    figures: readFigures(model, findings),
  };
}

/** A code that nobody has must not read as "nothing found". */
function unknownCodes(rules: ReadonlySet<string> | null): readonly NotChecked[] {
  const known = networkFindings.map(({ code }) => code);
  return [...(rules ?? [])]
    .filter((code) => !known.includes(code))
    .sort(compareText)
    .map((code) => {
      const near = nearest(code, known);
      const needs = near.length === 0 ? 'a code such as SG-003 or NET-001' : `a code such as ${near.join(' or ')}`;
      return { what: `rule ${printable(code, 40)}`, why: 'there is no rule of that code', needs };
    });
}

function compareRuledOut(a: RuledOut, b: RuledOut): number {
  return compareText(a.code, b.code) || compareText(a.why, b.why);
}
