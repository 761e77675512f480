// #region readme
import { createRecorder, createReplayTransport, createWorld, parseWorld, serializeWorld } from '@cloudops/testkit';

const real = {
  endpoint: 'https://cluster.example',
  send: async () => ({ status: 200, headers: {}, body: new Blob(['{"password":"hunter2"}']).stream() }),
  close: async () => {},
};
const recorder = createRecorder(real, { provider: 'kubernetes', clock: Date });
const request = { method: 'GET', path: '/api/v1/pods?limit=500' } as const;
await recorder.transport.send(request, AbortSignal.timeout(1000));

const about = {
  name: 'demo',
  title: 'Demo',
  question: 'why?',
  description: 'A demo.',
  recorded_at: Date.now(),
  inputs: {},
};
const targets = [{ provider: 'kubernetes', name: 'demo', environment: 'dev' }];
const world = parseWorld(serializeWorld(createWorld({ ...about, targets }, recorder.exchanges())), 'demo.json');

const { status, body } = await createReplayTransport(world, 'kubernetes').send(request, AbortSignal.timeout(1000));
for await (const chunk of body) console.log(status, new TextDecoder().decode(chunk)); // 200 {"password":"<redacted>"}
// #endregion
