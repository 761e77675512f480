// #region readme
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuditLog } from '@cloudops/audit';
import { createEngine } from '@cloudops/engine';
import { openJournal } from '@cloudops/executor';
import { createLocalParser } from '@cloudops/intent';
import { createPolicyEngine, loadDefaultPolicies } from '@cloudops/policy';

const folder = mkdtempSync(join(tmpdir(), 'cloudops-'));
const clock = { now: () => Date.now(), sleep: async () => {} };
const engine = createEngine({
  parser: createLocalParser(),
  catalog: { entries: [] }, // loadCatalog() of @cloudops/playbooks fills it
  policy: createPolicyEngine({ load: loadDefaultPolicies }),
  connect: async () => [], // the providers for an environment
  audit: openAuditLog({ path: join(folder, 'audit.db'), keyFolder: join(folder, 'keys'), origin: 'me/audit', clock }),
  journal: openJournal({ databasePath: join(folder, 'runs.db'), evidenceFolder: join(folder, 'evidence'), clock }),
  clock,
  randomBytes,
  principal: { id: 'os:me', kind: 'human', established_by: 'os-user', credential: 'unknown' },
  environments: [],
  toolVersion: '1.0.0',
  host: 'here',
});
const { signal } = new AbortController();
const asked = engine.investigate('why is CPU high in prod?', { signal });
console.log(await asked.then((answer) => answer.kind).catch((error) => error.code)); // CATALOG_EMPTY
await engine.close();
// #endregion
