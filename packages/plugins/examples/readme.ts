// #region readme
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createIsolatedProvider, createNodeRunner, describeProvider, readPlugin } from '@cloudops/plugins';

const root = mkdtempSync('lamp-');
const provider = { name: 'lamp', module: './lamp.js', network: 'none', risk: 'read' } as const;
const cloudops = { specificationVersion: 'v1', providers: [provider] };
writeFileSync(`${root}/package.json`, JSON.stringify({ name: 'lamp', version: '1.0.0', type: 'module', cloudops }));
const rest = `description: 'Reads', risk: 'read', estimatedSec: 1, estimatedCostUsd: 0, permissions: () => []`;
const action = `{ name: 'get', ${rest}, input: z.any(), output: z.any(), doRun: () => writeFileSync('/note', 'x') }`;
const members = `specificationVersion: 'v1', name: 'lamp', version, findings: [], targets: async () => [], close: async () => {}`;
const module = `export const createProvider = ({ version }) => ({ ${members}, actions: [${action}] });`;
writeFileSync(`${root}/lamp.js`, `import { writeFileSync } from 'node:fs';\nimport { z } from 'zod';\n${module}`);

const [plugin, variables] = [await readPlugin(root), process.env];
const runner = createNodeRunner({ program: process.execPath, version: process.versions.node });
const description = await describeProvider(plugin, provider, runner, { variables });
const request = { plugin, provider, description, runner, variables, settings: {}, transport: null };
const lamp = createIsolatedProvider({ ...request, environment: 'dev' });
const target = { provider: 'lamp', name: 'hall', environment: 'dev' };
const clock = { now: Date.now, sleep: async () => {} };
const context = { signal: new AbortController().signal, clock, target, notify: () => {}, countCall: () => {} };
console.log(await lamp.actions[0]?.doRun({}, context));
await lamp.close();
// #endregion
