import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordContext } from '@cloudops/audit';
import type { IntentOutcome } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { me } from '../__fixtures__/audit-records.ts';
import { createUser } from '../__fixtures__/scene.ts';
import { auditSettingsSchema } from '../configuration/audit-settings.ts';
import { type OpenLog, openLog } from './open-log.ts';
import { recordReadings } from './record-readings.ts';

const context: RecordContext = {
  principal: { id: me, kind: 'human', established_by: 'os-user', credential: 'unknown' },
  clock: { now: () => Date.UTC(2026, 1, 18) },
  randomBytes: (size) => crypto.getRandomValues(new Uint8Array(size)),
  toolVersion: '0.1.0',
  host: 'my-laptop',
};

const parser = { kind: 'anthropic', model: 'm', input_tokens: 10, output_tokens: 2, cost_usd: 0.25, sent: 'sha256:0' };
const matched = { kind: 'matched', playbook: 'k8s-high-cpu', intent: { parser } } as unknown as IntentOutcome;

function logOf(state: string): OpenLog {
  const paths = { auditDatabase: join(state, 'audit.db'), keys: join(state, 'keys') };
  return openLog(paths, auditSettingsSchema.parse({}));
}

describe('recordReadings', () => {
  it('records which model read what, and its cost, without the words', async () => {
    const user = createUser();
    const { log } = logOf(user.state);
    const read = recordReadings(log, context, () => Promise.resolve(matched));
    expect(await read('why is the secret project slow?')).toBe(matched);
    await log.close();
    const [record] = await user.records();
    expect(record).toMatchObject({
      ...{ event: 'question.asked', result: { status: 'matched', cost_usd: 0.25 }, ai: parser },
      action: { intent: 'k8s-high-cpu', question_digest: expect.stringMatching(/^hmac-sha256:/) },
    });
    expect(JSON.stringify(record)).not.toContain('secret project');
  });

  it('asks nothing when the log cannot be written', async () => {
    const user = createUser();
    const { log } = logOf(user.state);
    await recordReadings(log, context, () => Promise.resolve(matched))('first');
    chmodSync(join(user.state, 'keys', 'audit-signing-key.pem'), 0o644);
    const again = logOf(user.state);
    let asked = 0;
    const read = recordReadings(again.log, context, () => {
      asked += 1;
      return Promise.resolve(matched);
    });
    await expect(read('second')).rejects.toMatchObject({ code: 'AUDIT_KEY_PERMISSIONS' });
    expect(asked).toBe(0);
  });
});

describe('intent', () => {
  it('with the local reader sends nothing, decides nothing and records nothing', async () => {
    const user = createUser();
    expect((await user.run(['intent', 'why is CPU high in prod?'])).status).toBe(0);
    expect(await user.records()).toEqual([]);
  });
});
