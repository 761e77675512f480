import { setFlagsFromString } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { loadCedar } from './cedar.ts';
import { compilePolicies } from './compile.ts';
import { decide } from './decide.ts';
import { denyAll } from './deny.ts';
import type { PolicySet } from './policy-set.ts';
import type { FromWorker, ToWorker } from './worker-protocol.ts';

// Nothing here may import zod, yaml or the spec at run time: each costs more than a decision.

type Load = Extract<ToWorker, { kind: 'load' }>;

// While Cedar starts, V8 would re-compile its hot functions with the optimising compiler on the same few cores: a
// third of the time to the first decision. A module takes the budget that holds when it is compiled, and flags belong
// to the whole process, so V8's usual figure is back right after.
setFlagsFromString('--wasm-tiering-budget=1000000000');
const cedar = loadCedar().finally(() => setFlagsFromString('--wasm-tiering-budget=13000000'));
cedar.catch(() => undefined);

const port = parentPort;
// A question may come before the policies do; it waits.
const policySet = Promise.withResolvers<PolicySet | undefined>();
port?.on('message', (message: ToWorker) => {
  if (message.kind === 'load') void load(message).then(policySet.resolve);
  else void answer(message);
});

async function load({ source, digest, validate }: Load): Promise<PolicySet | undefined> {
  try {
    const result = compilePolicies(await cedar, { source, digest, validate });
    if (result.kind === 'invalid') {
      post({ kind: 'invalid', problems: result.problems });
      return undefined;
    }
    post({ kind: 'loaded' });
    return result.policySet;
  } catch (error) {
    post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

async function answer({ id, request }: Extract<ToWorker, { kind: 'decide' }>): Promise<void> {
  const inForce = await policySet.promise;
  const decision = inForce === undefined ? denyAll(request, ['policies did not load']) : decide(request, inForce);
  post({ kind: 'decided', id, decision });
}

function post(message: FromWorker): void {
  port?.postMessage(message);
}
