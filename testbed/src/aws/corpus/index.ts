export { type StagedCorpus, stageExposedAccount } from './corpus.ts';
export { type CorpusSettings, corpusSettings, exposedExpectations, exposedGroups } from './expectations.ts';
export { LogicalNames } from './logical-names.ts';
export type {
  CaseClass,
  Expectations,
  ExpectedFinding,
  GroupScenario,
  Placement,
  Reach,
  RuleSpec,
} from './scenario.ts';
export { type ReportedFinding, type Score, scoreFindings } from './score.ts';
export { showcaseGroups, stageShowcaseAccount } from './showcase.ts';
export { stageTidyAccount, tidyGroups } from './tidy.ts';
