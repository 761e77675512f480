import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCredentialStore } from './credential-store.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('looking credentials up', () => {
  it('leaves standard error to our own words where a profile and keys are both set', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'cloudops-profile-')), 'credentials');
    writeFileSync(file, '[work]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = secret\n');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    vi.stubEnv('AWS_CONFIG_FILE', `${file}.none`);
    vi.stubEnv('AWS_PROFILE', 'work');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENVIRONMENT');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const store = createCredentialStore({
      ...{ profile: null, role: null, accounts: [], region: 'eu-west-1', endpoint: null, environment: {} },
      now: Date.now,
      callerAccount: () => Promise.resolve(null),
    });
    expect((await store.for('caller', null)()).accessKeyId).toBe('AKIAPROFILE');
    expect(warned).not.toHaveBeenCalled();
  });
});
