export { wasteActions } from './action.ts';
export type { WasteSurroundings } from './analyze-waste.ts';
export type { WasteFindingDefinition } from './draft.ts';
export type { WasteInput } from './input.ts';
export { wasteFindings } from './registry.ts';
