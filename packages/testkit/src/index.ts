// For everybody who records and replays.

// For authors of providers and tests.
export type { CreateProvider } from './conformance/behaviour-checks.ts';
export { type ChangeUnderTest, type CreateChange, changeConformance } from './conformance/change-conformance.ts';
export { providerConformance } from './conformance/conformance.ts';
export {
  createFaultyTransport,
  type FaultyTransport,
  type TransportFailure,
} from './conformance/faulty-transport.ts';
export type { ConformanceCase, ProviderUnderTest } from './conformance/provider-under-test.ts';
export type { TestkitErrorCode } from './errors.ts';
export {
  createMemoryProvider,
  type MemoryAction,
  type MemoryCall,
  type MemoryProvider,
  type MemoryProviderOptions,
  type Respond,
} from './memory-provider/memory-provider.ts';
export { createScript } from './memory-provider/script.ts';
export { createRecorder, type Recorder, type RecorderOptions } from './recorder/recorder.ts';
export { scrubBody } from './scrub/scrub-body.ts';
export { createReplayTransport, type ReplayOptions } from './world/replay-transport.ts';
export { createWorld, parseWorld, serializeWorld, type WorldMeta } from './world/world.ts';
export { createWorldClock } from './world/world-clock.ts';
