import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { createUser, quickQuestion, setScene } from '../__fixtures__/scene.ts';
import type { WorldServer } from '../__fixtures__/world-server.ts';

async function configure(text: string): Promise<{ readonly user: CliUser; readonly server: WorldServer }> {
  const scene = await setScene({}, { contexts: ['prod-us'] });
  scene.user.write('.config/cloudops/config.yaml', text);
  return scene;
}

describe.concurrent('a context of two environments', () => {
  it('is named with file, line and column instead of being taken for the first', async () => {
    const { user, server } = await configure(
      'environments:\n  dev: { contexts: [prod-eu] }\n  prod: { contexts: [prod-us, prod-eu] }\n',
    );
    const result = await user.json([...quickQuestion, '--context', 'prod-eu']);
    expect(result.status).toBe(2);
    expectError(result.document, 'CONFIG_INVALID');
    expect(result.stdout).toContain('.config/cloudops/config.yaml:3:31');
    expect(result.stdout).toMatch(/prod-eu.*dev.*prod/);
    expect(server.seen).toEqual([]);
    expectTidy(result);
  });
});

describe.concurrent('the address of Prometheus', () => {
  it.each([
    'https://alice:hunter2@prometheus.example.com',
    'https://hunter2@prometheus.example.com',
    'ftp://hunter2.example.com',
    'file:///etc/hunter2',
    'hunter2',
  ])('such as %s is refused without being printed', async (url) => {
    const { user } = await configure(`kubernetes:\n  prometheus_url: ${url}\n`);
    const result = await user.json(['config']);
    expect(result.status).toBe(2);
    expectError(result.document, 'CONFIG_INVALID');
    expect(result.stdout).toContain('.config/cloudops/config.yaml:2:3');
    expect(result.stdout).not.toContain('hunter2');
    expectTidy(result);
  });
});

describe.concurrent('the login to Prometheus', () => {
  it.each([
    ['a secret itself', 'token: hunter2'],
    ['two sources', 'token: { environment: A, file: b }'],
    ['a name without a password', 'username: alice'],
    ['two logins', 'username: alice, password: { file: a }, token: { file: b }'],
    ['a variable that is none', 'token: { environment: "hunter2 hunter2" }'],
  ])('as %s is refused without being printed', async (_, login) => {
    const { user } = await configure(
      `kubernetes:\n  prometheus: { url: "https://prometheus.example.com", ${login} }\n`,
    );
    const result = await user.json(['config']);
    expect(result.status).toBe(2);
    expectError(result.document, 'CONFIG_INVALID');
    expect(result.stdout).not.toContain('hunter2');
    expectTidy(result);
  });

  it('from file, command or environment is taken, and neither read nor printed by showing the settings', async () => {
    const login = 'token: { command: [pass, show, prometheus] }, headers: { X-Scope-OrgID: { environment: TENANT } }';
    const { user } = await configure(
      `kubernetes:\n  prometheus: { url: "https://p.example.com/prefix", ${login} }\n  alertmanager_url: https://a.example.com\n`,
    );
    expect((await user.json(['config'])).status).toBe(0);
  });
});

describe.concurrent('a configuration of aliases of aliases', () => {
  it('is not valid', async () => {
    const levels = Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(9)}]`);
    const { user } = await configure(['a0: &a0 [x, x]', ...levels].join('\n'));
    const result = await user.json(['config']);
    expect(result.status).toBe(2);
    expectError(result.document, 'CONFIG_INVALID');
    expectTidy(result);
  });
});

describe.concurrent('a setting that cannot be', () => {
  it.each([
    [
      'kubernets: {}',
      'kubernets',
      /did you mean "kubernetes"\?.*allowed there: environments, default_scope, kubernetes/,
    ],
    ['audit: { unwritable: maybe }', 'audit.unwritable', /Allowed: stop or warn\./],
    ['kubernetes: { node_proxy: often }', 'kubernetes.node_proxy', /Allowed: true or false\./],
    ['environments: { prod: { contexts: eu } }', 'environments.prod.contexts', /Allowed: a list of: text\./],
    ['environments: { Prod: {} }', 'environments.Prod', /in \S+config\.yaml/],
    [
      'audit: { alerts: { window_hours: 0 } }',
      'audit.alerts.window_hours',
      /Allowed: a number above 0 and at most 8784\./,
    ],
    [
      'audit: { alerts: { error_rate: true } }',
      'audit.alerts.error_rate',
      /Allowed: false or a map of share, minimum\./,
    ],
    ['[1, 2]', 'the file', /Allowed: a map of environments, /],
  ])('such as %s is told with the file, the key and what is allowed', async (text, key, allowed) => {
    const { user } = await configure(`${text}\n`);
    const { document, status } = await user.json(['config']);
    const { error } = document as { error: { message: string; next_steps: readonly string[] } };
    expect(error.message).toMatch(/config\.yaml:1:\d+: /);
    expect(error.message).toContain(`${key}: `);
    expect(error.next_steps).toEqual([expect.stringMatching(allowed)]);
    expect(error.next_steps[0]).toContain('.config/cloudops/config.yaml');
    expect(status).toBe(2);
  });
});

describe.concurrent('doctor without environments', () => {
  const fixOf = async (user: CliUser) => {
    const { document } = await user.json(['doctor']);
    const checks = (document as { checks: readonly { name: string; fix: string }[] }).checks;
    return checks.find(({ name }) => name === 'configuration')?.fix;
  };

  it('says how to make a configuration where there is none', async () => {
    expect(await fixOf(createUser())).toBe('cloudops init');
  });

  it('says how to mend the one that is there', async () => {
    const { user } = await configure('default_scope: dev\n');
    expect(await fixOf(user)).toMatch(/^Add environments to .*config\.yaml, or write it anew: cloudops init --force$/);
  });
});
