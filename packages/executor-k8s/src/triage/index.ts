export { triageAction } from './action.ts';
export type { TriageFindingDefinition } from './draft.ts';
export type { Topic, TriageInput, TriageScope } from './input.ts';
export { triageFindings } from './registry.ts';
export { triageScoutAction } from './scout.ts';
