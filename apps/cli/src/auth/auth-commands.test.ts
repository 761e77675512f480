import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { type IssuerOptions, startIssuer, type TestIssuer } from '../__fixtures__/issuer.ts';
import { kubeconfig } from '../__fixtures__/kubeconfig.ts';
import type { CliUser, JsonResult } from '../__fixtures__/run-cli.ts';
import { cleanUpLater, createUser, setScene } from '../__fixtures__/scene.ts';

async function start(options: IssuerOptions = { approves: 'alice' }): Promise<TestIssuer> {
  const issuer = await startIssuer(options);
  cleanUpLater(() => issuer.close());
  return issuer;
}

function expectFailure({ status, document }: JsonResult, expected: number, code: string): void {
  expectError(document, code);
  expect(status).toBe(expected);
}

/** A user whose configuration names an issuer. */
function createUserAt(issuer: TestIssuer): CliUser {
  const user = createUser();
  user.write(
    '.config/cloudops/config.yaml',
    `auth: { oidc: { issuer: "${issuer.url}", client_id: ${issuer.clientId} } }\n`,
  );
  return user;
}

describe.concurrent('auth login', () => {
  it('signs somebody in as the configuration says, and shows no secret', async () => {
    const issuer = await start();
    const user = createUserAt(issuer);
    const result = await user.run(['auth', 'login']);
    expect(result).toMatchObject({ status: 0 });
    expect(result.stderr).toMatch(/^Open: {5}http:\/\/127\.0\.0\.1:\d+\/device\nand type: [A-Z]{4}-[A-Z]{4}\n/);
    expect(result.stdout).toMatch(new RegExp(`^Signed in as oidc:${issuer.url}#alice, until 20`));
    expectTidy(result);
    const file = join(user.state, 'session.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    for (const secret of [kept.id_token, kept.refresh_token]) {
      expect(result.stdout + result.stderr).not.toContain(secret ?? expect.unreachable());
    }
  });

  it('signs somebody in as the flags say, and names the session in audit records', async () => {
    const issuer = await start();
    const user = createUser();
    const { document } = await user.json(['auth', 'login', '--issuer', issuer.url, '--client-id', issuer.clientId]);
    expect(document).toMatchObject({ schema_version: 1, id: `oidc:${issuer.url}#alice`, renews: true });
    await user.run(['investigate', 'why is CPU high in prod?', '--world', 'hot-shard']);
    const [record] = await user.records();
    expect(record?.user).toMatchObject({ established_by: 'oidc', role: 'human', credential: 'short-lived' });
  });

  it('needs to know where', async () => {
    expectFailure(await createUser().json(['auth', 'login']), 2, 'AUTH_NOT_CONFIGURED');
    const insecure = ['auth', 'login', '--issuer', 'http://login.example.com', '--client-id', 'a'];
    expectFailure(await createUser().json(insecure), 2, 'AUTH_ISSUER_INVALID');
    const other = ['auth', 'login', '--issuer', 'https://login.example.com'];
    expectFailure(await createUserAt(await start()).json(other), 2, 'AUTH_ISSUER_INVALID');
  });

  it('says who declined, who did not come, and that nobody answers', async () => {
    const waiting = await start({});
    const user = createUserAt(waiting);
    expectFailure(await user.json(['auth', 'login', '--timeout', '1']), 2, 'AUTH_TIMED_OUT');
    const interrupt = { signal: 'SIGINT', after: 'Waiting' } as const;
    expectFailure(await user.json(['auth', 'login'], { interrupt }), 130, 'INTERRUPTED');
    waiting.fail();
    expect((await user.run(['auth', 'login'])).stderr).toContain('[AUTH_UNREACHABLE]');
  });
});

describe.concurrent('auth whoami', () => {
  it('without a session names the user of the operating system', async () => {
    const { document } = await createUser().json(['auth', 'whoami']);
    const { os_user, session, targets, policy_uses } = document as Record<string, unknown>;
    expect(os_user).toMatchObject({ id: expect.stringMatching(/^os:/), established_by: 'os-user' });
    expect({ session, targets }).toMatchObject({ session: { kind: 'none' }, targets: [] });
    expect(policy_uses).toMatchObject([
      { use: 'reads and records', established_by: 'os-user' },
      { use: 'changes', established_by: 'os-user' },
    ]);
  });

  it('says whom a cluster takes us for, and that policy goes by it', async () => {
    const { user } = await setScene();
    const { document } = await user.json(['auth', 'whoami']);
    const { targets, policy_uses } = document as Record<string, never>;
    expect(targets).toMatchObject([{ provider: 'kubernetes', established_by: 'kubernetes-self-subject-review' }]);
    expect(policy_uses).toMatchObject([
      { use: 'reads and records' },
      { use: 'changes of kubernetes', why: 'whom the target names' },
    ]);
  });

  it('says why a target does not tell', async () => {
    const user = createUser();
    user.write('.kube/config', kubeconfig({ server: 'https://127.0.0.1:1', user: {} }));
    const result = await user.run(['auth', 'whoami']);
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/kubernetes +-/);
    expectTidy(result);
  });

  it('goes by the session, asked of its issuer', async () => {
    const issuer = await start();
    const user = createUserAt(issuer);
    await user.run(['auth', 'login']);
    const id = `oidc:${issuer.url}#alice`;
    const { document } = await user.json(['auth', 'whoami']);
    expect(document).toMatchObject({
      session: { kind: 'signed-in', id },
      policy_uses: [{ id }, { use: 'changes', id, established_by: 'oidc' }],
    });
    expect(issuer.requests.filter((request) => request === 'GET /jwks')).toHaveLength(2);
  });

  it('takes nobody for the one who changes something once the session has ended', async () => {
    const user = createUser();
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: 'https://login.example.com', sub: 'bob', aud: 'cli', iat: 1_700_000_000, exp: 1_700_003_600 };
    const token = `${encode({ alg: 'ES256' })}.${encode(claims)}.c2ln`;
    const kept = { schema_version: 1, issuer: claims.iss, client_id: 'cli', id_token: token, refresh_token: null };
    chmodSync(user.write('.local/state/cloudops/session.json', JSON.stringify(kept)), 0o600);
    expect((await user.json(['auth', 'whoami'])).document).toMatchObject({
      session: { kind: 'ended', id: 'oidc:https://login.example.com#bob', why: expect.stringContaining('2023-11-14') },
      policy_uses: [{ established_by: 'os-user' }, { use: 'changes', id: null }],
    });
  });
});

describe.concurrent('auth logout', () => {
  it('forgets the session and tells the issuer', async () => {
    const issuer = await start();
    const user = createUserAt(issuer);
    await user.run(['auth', 'login']);
    expect((await user.json(['auth', 'logout'])).document).toMatchObject({ was_signed_in: true, revoked: true });
    expect(issuer.requests).toContain('POST /token/revocation');
    expect((await user.run(['auth', 'logout'])).stdout).toBe('Nobody was signed in.\n');
  });
});
