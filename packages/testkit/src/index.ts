// For everybody who records and replays.

// For authors of providers and tests.
export type { TestkitErrorCode } from './errors.ts';
export { createRecorder, type Recorder, type RecorderOptions } from './recorder/recorder.ts';
export { createReplayTransport, type ReplayOptions } from './world/replay-transport.ts';
export { createWorld, parseWorld, serializeWorld, type WorldMeta } from './world/world.ts';
export { createWorldClock } from './world/world-clock.ts';
