// For everybody who embeds the whole pipeline.
export type {
  ApproveOutcome,
  ApproveRequest,
  ChangeOptions,
  RevokeOutcome,
  RevokeRequest,
  RollbackOptions,
} from './change/change-options.ts';
export { createEngine, type Engine } from './engine.ts';
export type {
  EngineEvent,
  EngineOptions,
  EstablishedPrincipal,
  InvestigateOptions,
  PlaceFit,
  PlaceInEnvironment,
} from './engine-options.ts';
export type { EngineErrorCode } from './errors.ts';
export type { Investigation, InvestigationKind } from './investigation.ts';
// For apps that check playbooks against their providers.
export { describeActions } from './planning-world.ts';
export type { RecordedWorld } from './world-record.ts';
// For apps that show a stored run again.
