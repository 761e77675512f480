// Writes deploy/aws/read-only.json: what the steps of the shipped playbooks need, no more.
//   pnpm --filter @cloudops/executor-aws generate
import { writeFile } from 'node:fs/promises';
import { rightsNeeded, root } from '../src/__fixtures__/reader-rights.ts';

const Statement = [{ Sid: 'CloudOpsRead', Effect: 'Allow', Action: rightsNeeded(), Resource: '*' }];
const policy = { Version: '2012-10-17', Statement };
await writeFile(new URL('deploy/aws/read-only.json', root), `${JSON.stringify(policy, null, 2)}\n`);
