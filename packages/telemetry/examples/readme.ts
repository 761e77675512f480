// #region readme
import { randomBytes } from 'node:crypto';
import { createTelemetry } from '@cloudops/telemetry';

const endpoint = 'http://127.0.0.1:4318';
const telemetry = createTelemetry({ endpoint, version: '1.0.0', now: Date.now, randomBytes, timeoutMs: 500 });

const observation = telemetry.observe('investigate');
// With an engine: engine.investigate(question, { signal, onEvent: observation.onEvent }).then(observation.finish)
const intent = { parser: { kind: 'local', cost_usd: 0 } };
const report = { status: 'completed' as const, findings: [] };
observation.finish({ kind: 'answered', report, intent, plan: null, run: null });

console.log(await telemetry.flush());
// #endregion
