// #region readme
import { generateKeyPairSync, hash } from 'node:crypto';
import { createApproval, createKeychainSigner, planBlob, verifyApprovals } from '@cloudops/approval';

const intent = { intent_type: 'scale', target: { resource_type: 'workload', scope: null, filters: {} }, goal: 'scale' };
const asked = { ...intent, confidence: 1, question: 'scale api to 5', language: 'en', parser: { kind: 'none' } };
const playbook = { id: 'k8s-scale', version: '1.0.0', digest: 'sha256:0' };
const rest = { targets: [], steps: [], skipped: [], provider_versions: {}, human_summary: 'Scales api to 5.' };
const content = { ...rest, playbook, intent: asked, inputs: {}, estimated_duration_sec: 5, estimated_cost_usd: 0 };
const unsealed = { schema_version: 1 as const, id: '', ...content };
const plan = { ...unsealed, id: `pln_${hash('sha256', planBlob(unsealed), 'hex')}` };

const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signer = await createKeychainSigner({ readSecret: async () => pem });
const { signal } = new AbortController();
const now = Date.now();
const yes = { plan, shown: plan.human_summary, toolVersion: 'example 1.0.0', approver: 'bob', now, lifetimeMs: 60_000 };
const approval = await createApproval({ ...yes, signer, signal });
const people = [{ name: 'bob', kind: 'human' as const, keys: [signer.publicKey] }];
console.log(verifyApprovals({ plan, envelopes: [approval], people, now, isRevoked: () => false }));
// #endregion
