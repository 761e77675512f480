import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../__fixtures__/temporary-kubeconfig.ts';
import { chooseContext, chooseContextName, listContexts } from './choose-context.ts';
import { inClusterContext } from './in-cluster.ts';

async function files(...texts: readonly string[]): Promise<readonly string[]> {
  const folder = await temporaryFolder();
  return Promise.all(
    texts.map(async (text, index) => {
      const path = join(folder, `config-${index}`);
      await writeFile(path, text);
      return path;
    }),
  );
}

function config(name: string, server: string, current = name): string {
  return `current-context: ${current}
contexts: [{name: ${name}, context: {cluster: c, user: ${name}, namespace: shop}}]
clusters: [{name: c, cluster: {server: "${server}", certificate-authority: ca.crt}}]
users: [{name: ${name}, user: {token: t}}]
`;
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('chooseContext', () => {
  it('merges a list of files: the first to name something wins', async () => {
    const paths = await files(config('prod', 'https://one'), config('staging', 'https://two'));
    const environment = { KUBECONFIG: ['/nonexistent/config', ...paths].join(delimiter) };
    expect(await chooseContext({ environment })).toMatchObject({ name: 'prod', cluster: { server: 'https://one' } });
    const staging = await chooseContext({ environment, context: 'staging' });
    expect(staging).toMatchObject({ cluster: { server: 'https://one' }, namespace: 'shop' });
    expect(staging.cluster.certificateAuthority).toBe(join(paths[0] ?? '', '..', 'ca.crt'));
    expect((await listContexts({ environment })).map(({ name, current }) => [name, current])).toEqual([
      ['prod', true],
      ['staging', false],
    ]);
  });

  it('is KUBECONFIG_NOT_FOUND without a file, never localhost', async () => {
    const environment = { HOME: await temporaryFolder() };
    expect(await failure(chooseContext({ environment }))).toMatchObject({ code: 'KUBECONFIG_NOT_FOUND' });
    expect(await failure(chooseContextName({ environment }))).toMatchObject({ code: 'KUBECONFIG_NOT_FOUND' });
    expect(await listContexts({ environment })).toEqual([]);
  });

  it('is KUBECONFIG_INVALID with file and line for broken YAML', async () => {
    const [path = ''] = await files('a: 1\nb: [\nc: "\n');
    const error = await failure(chooseContext({ kubeconfigPath: path, environment: {} }));
    expect(error).toMatchObject({
      code: 'KUBECONFIG_INVALID',
      message: expect.stringMatching(/config-0, line \d: not valid YAML/),
    });
  });

  it('passes over empty files of a list, and says that a single one chooses no context', async () => {
    const paths = await files('', '# nothing yet\n', config('prod', 'https://one'));
    const environment = { KUBECONFIG: paths.join(delimiter) };
    expect(await chooseContext({ environment })).toMatchObject({ name: 'prod' });
    const [kubeconfigPath = ''] = paths;
    expect(await failure(chooseContext({ kubeconfigPath, environment: {} }))).toMatchObject({
      code: 'CONTEXT_NOT_SET',
    });
  });

  it('is KUBECONFIG_INVALID for a file that swells without end', async () => {
    const names = 'bcdefghij'.split('');
    const bomb = names.map((name, index) => `${name}: &${name} [${`*${'abcdefghij'[index]},`.repeat(9)}]`);
    for (const text of [`a: &a [x]\n${bomb.join('\n')}\n`, `a: ${'['.repeat(100_000)}`]) {
      const [path = ''] = await files(text);
      expect(await failure(chooseContext({ kubeconfigPath: path, environment: {} }))).toMatchObject({
        code: 'KUBECONFIG_INVALID',
        message: expect.stringContaining('config-0'),
      });
    }
  });

  it.each(['just text', '[]', '0', 'false'])('is KUBECONFIG_INVALID for %j', async (text) => {
    const [path = ''] = await files(text);
    expect(await failure(chooseContext({ kubeconfigPath: path, environment: {} }))).toMatchObject({
      code: 'KUBECONFIG_INVALID',
    });
  });

  it('is CONTEXT_UNKNOWN with the nearest names', async () => {
    const [kubeconfigPath = ''] = await files(config('production', 'https://one'));
    const error = await failure(chooseContext({ kubeconfigPath, environment: {}, context: 'prodution' }));
    expect(error).toMatchObject({
      code: 'CONTEXT_UNKNOWN',
      nextSteps: [expect.stringContaining('production'), expect.any(String)],
    });
  });

  it('is CONTEXT_NOT_SET or CONTEXT_INCOMPLETE when the file does not say enough', async () => {
    const [unset = '', incomplete = ''] = await files(
      'contexts: []',
      'current-context: a\ncontexts: [{name: a, context: {cluster: x, user: y}}]',
    );
    expect(await failure(chooseContext({ kubeconfigPath: unset, environment: {} }))).toMatchObject({
      code: 'CONTEXT_NOT_SET',
    });
    expect(await failure(chooseContext({ kubeconfigPath: incomplete, environment: {} }))).toMatchObject({
      code: 'CONTEXT_INCOMPLETE',
    });
  });
});

describe('inClusterContext', () => {
  it('is the pod’s own cluster, only where there is a token', async () => {
    const folder = await temporaryFolder();
    const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    expect(await inClusterContext(environment, folder)).toBeNull();
    await writeFile(join(folder, 'token'), 't');
    expect(await inClusterContext(environment, folder)).toMatchObject({ cluster: { server: 'https://[fd00::1]:443' } });
    expect(await inClusterContext({}, folder)).toBeNull();
  });
});
