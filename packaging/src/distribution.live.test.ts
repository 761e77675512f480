import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authority,
  otherAuthority,
  serverCertificate,
  serverKey,
} from '../../apps/cli/src/__fixtures__/certificates.ts';
import { buildDebianPackage } from './debian.ts';
import { applicationFolder, packagingFolder, repositoryFolder } from './folders.ts';
import { createStranger, type Ended } from './live-home.ts';
import { readManifest } from './manifest.ts';
import { makeRelease } from './release.ts';
import { run } from './run.ts';
import { readSigningKey, signMinisign } from './sign.ts';
import { hostTarget } from './targets.ts';

const target = hostTarget();
const { version } = readManifest();
const folder = mkdtempSync(join(tmpdir(), 'cloudops-release-'));
const binary = join(folder, `cloudops-${target.name}`);
const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const served = new Map<string, Buffer>();
const server = createServer((request, response) => {
  const content = served.get(request.url ?? '');
  response.writeHead(content === undefined ? 404 : 200).end(content);
});
let files: readonly string[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  files = await makeRelease({ targets: [target], folder, key, url, epoch: 1_790_000_000, days: 36_500 });
}, 600_000);

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const well = ({ status, stdout, stderr }: Ended): string => {
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
  return stdout;
};
/** A package in a plugin's own folder, which its provider imports. */
const addDependency = (plugin: string): void => {
  const home = join(plugin, 'node_modules/lamp-oil');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"name":"lamp-oil","version":"1.0.0","main":"./oil.js"}');
  writeFileSync(join(home, 'oil.js'), "exports.oil = 'whale';");
  const provider = join(plugin, 'src/provider.js');
  writeFileSync(provider, `import 'lamp-oil';\n${readFileSync(provider, 'utf8')}`);
};
const question = 'why is CPU high in prod?';
const showsAll = /^7 of 7: /m;

describe('the binary', () => {
  it('runs the demo where there is no Node, and its log verifies', async () => {
    const user = createStranger();
    expect(well(await user.run(binary, ['demo']))).toMatch(showsAll);
    expect(well(await user.run(binary, ['audit', 'verify']))).toMatch(/^Verified: \d+ records/);
    expect(readdirSync(user.home).sort()).toEqual(['.local', 'work']);
  });

  it('tells its version, and takes nothing from the folder that it runs in', async () => {
    const user = createStranger();
    for (const [name, text] of [
      ['bunfig.toml', 'preload = ["./evil.js"]'],
      ['evil.js', 'console.log("evil")'],
      ['package.json', '{"name":"cloudops","type":"module","main":"./evil.js","imports":{"#*":"./evil.js"}}'],
      ['.env', 'CLOUDOPS_CONFIG=/nowhere/else.yaml'],
    ] as const) {
      writeFileSync(join(user.home, 'work', name), text);
    }
    expect(well(await user.run(binary, ['version']))).toBe(`cloudops/${version} ${target.name} bun-v1.4.5\n`);
    expect(well(await user.run(binary, ['config', '-o', 'json']))).not.toContain('nowhere');
  });

  // What differs between two runs of the same program, and what names the program.
  const steady = (text: string): string =>
    text
      .replaceAll(/\b(run|aud)_[0-9A-Z]{26}\b/gi, '$1')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
      .replaceAll(/"(\w*(?:duration|latency)\w*|\w+_ms)": [\d.]+/g, '"$1": 0')
      .replaceAll(/ in \d+ ms| in [\d.]+ s/g, '');

  it.each([
    ['playbooks', 'list', '-o', 'json'],
    ['findings', 'list', '-o', 'json'],
    ['playbooks', 'show', 'k8s-high-cpu'],
    ['investigate', question, '--world', 'hot-shard', '-o', 'json'],
    ['investigate', question, '--world', 'hot-shard'],
    ['investigate', question, '--world', 'false-alarm', '-o', 'markdown'],
    ['triage', '--world', 'two-faults-at-once', '-o', 'json'],
    ['triage', '--world', 'exposed-account', '-o', 'sarif'],
    ['plan', question, '--world', 'hot-shard', '-o', 'json'],
    ['policy', 'test'],
    ['nonsense'],
    ['triage', '--bogus', '-o', 'json'],
  ])('prints the same bytes as under Node: %s %s %s %s', async (...args) => {
    const [mine, theirs] = [createStranger(), createStranger()];
    const ours = await mine.run(binary, args);
    const under = await theirs.run(process.execPath, [join(applicationFolder, 'bin/run.js'), ...args]);
    expect(steady(ours.stdout).replaceAll(mine.home, '~')).toBe(steady(under.stdout).replaceAll(theirs.home, '~'));
    expect(steady(ours.stderr).replaceAll(mine.home, '~')).toBe(steady(under.stderr).replaceAll(theirs.home, '~'));
    expect(ours.status).toBe(under.status);
  });

  it('believes the certificates of a cluster that the kubeconfig names, and no others', async () => {
    const asked: string[] = [];
    const cluster = createTlsServer({ key: serverKey, cert: serverCertificate }, (request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"kind":"Status","code":403}');
    });
    await new Promise<void>((resolve) => cluster.listen(0, '127.0.0.1', resolve));
    const ask = async (certificate: string): Promise<number> => {
      const user = createStranger();
      const file = join(user.home, 'kubeconfig');
      const host = `https://127.0.0.1:${(cluster.address() as AddressInfo).port}`;
      const data = Buffer.from(certificate).toString('base64');
      const config = {
        ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'here' },
        clusters: [{ name: 'c', cluster: { server: host, 'certificate-authority-data': data } }],
        users: [{ name: 'u', user: { token: 'test' } }],
        contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
      };
      writeFileSync(file, JSON.stringify(config));
      asked.length = 0;
      await user.run(binary, ['triage', '--context', 'here', '--timeout', '20'], { KUBECONFIG: file });
      return asked.length;
    };
    expect(await ask(authority)).toBeGreaterThan(0);
    expect(await ask(otherAuthority)).toBe(0);
    cluster.closeAllConnections();
    cluster.close();
  });

  it('takes nobody’s word for who runs it', async () => {
    const user = createStranger();
    const named = { USER: 'mallory', LOGNAME: 'mallory', USERNAME: 'mallory' };
    well(await user.run(binary, ['investigate', question, '--world', 'hot-shard'], named));
    expect(well(await user.run(binary, ['audit', 'list', '-o', 'json'], named))).toContain(`os:${userInfo().username}`);
    expect(well(await user.run(binary, ['audit', 'list', '-o', 'json'], named))).not.toContain('mallory');
  });

  it('creates, links and uses a plugin', async () => {
    const user = createStranger();
    well(await user.run(binary, ['plugins', 'create', 'lamp']));
    addDependency(join(user.home, 'work/cloudops-plugin-lamp'));
    well(await user.run(binary, ['plugins', 'link', './cloudops-plugin-lamp', '--yes']));
    expect(well(await user.run(binary, ['plugins', 'list']))).toMatch(/cloudops-plugin-lamp .* linked +ready/);
    expect(well(await user.run(binary, ['playbooks', 'list']))).toContain('lamp-health');
    const health = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    );
    await new Promise<void>((resolve) => health.listen(0, '127.0.0.1', resolve));
    const config = join(user.home, 'config.yaml');
    writeFileSync(config, `plugins:\n  lamp:\n    url: http://127.0.0.1:${(health.address() as AddressInfo).port}\n`);
    const { status, stdout, stderr } = await user.run(binary, ['lamp', 'ping'], { CLOUDOPS_CONFIG: config });
    health.closeAllConnections();
    health.close();
    expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: expect.stringContaining('answered 200') });
  });

  it('ends with status 130 when it is interrupted', async () => {
    const user = createStranger();
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/releases.json`;
    const script = `"$0" update --check --from ${url} & sleep 1; kill -INT $!; wait $!`;
    expect(await user.run('bash', ['-mc', script, binary])).toMatchObject({
      status: 130,
      stderr: expect.stringContaining('INTERRUPTED'),
    });
    silent.closeAllConnections();
    silent.close();
  });
});

describe('an update of the binary', () => {
  const next = Buffer.from('#!/bin/sh\necho "cloudops/99.0.0 test"\n');
  const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

  /** Serves a release 99.0.0 whose list the key signs. */
  function publish(signer: string): void {
    const packed = gzipSync(next);
    const artifact = {
      platform: target.name,
      file: 'next.gz',
      size: packed.length,
      sha256: sha256(packed),
      binary_size: next.length,
      binary_sha256: sha256(next),
    };
    const times = { issued_at: new Date().toISOString(), expires_at: '2999-01-01T00:00:00Z' };
    const index = Buffer.from(
      JSON.stringify({
        schema_version: 1,
        product: 'cloudops',
        ...times,
        releases: [{ version: '99.0.0', artifacts: [artifact] }],
      }),
    );
    served.set('/releases.json', index);
    served.set(
      '/releases.json.minisig',
      Buffer.from(signMinisign(index, readSigningKey(signer), 'file:releases.json')),
    );
    served.set('/next.gz', packed);
  }

  it('takes what the built-in key signed, keeps the old one, and goes back', async () => {
    const user = createStranger();
    const place = join(user.home, 'cloudops');
    copyFileSync(binary, place);
    publish(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    expect(await user.run(place, ['update'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('UPDATE_UNSIGNED'),
    });
    publish(key);
    expect(well(await user.run(place, ['update', '--check']))).toContain('99.0.0 can be installed');
    expect(well(await user.run(place, ['update']))).toContain(`Updated from ${version} to 99.0.0.`);
    expect(readFileSync(place)).toEqual(next);
    expect(well(await user.run(`${place}.previous`, ['version']))).toContain(`cloudops/${version} `);
  });

  it('rolls back to the one before', async () => {
    const user = createStranger();
    const place = join(user.home, 'cloudops');
    copyFileSync(binary, place);
    writeFileSync(`${place}.previous`, next, { mode: 0o755 });
    expect(well(await user.run(place, ['update', '--rollback']))).toContain(`Went back from ${version} to 99.0.0.`);
    expect(readFileSync(place)).toEqual(next);
  });
});

describe('the release', () => {
  it('has checksums and signatures that fit, as other tools see it', () => {
    run('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], { folder });
    for (const file of ['SHA256SUMS', 'releases.json'])
      run('minisign', ['-V', '-q', '-m', file, '-p', 'cloudops.pub'], { folder });
    const summed = readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.slice(66));
    expect(summed).toEqual(files.filter((file) => !/^SHA256SUMS|\.minisig$/.test(file)));
  });

  it('has a bill of materials that its schema takes, with what is in the bundle', async () => {
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    for (const file of ['package.json', 'package-lock.json'])
      copyFileSync(join(packagingFolder, file), join(tools, file));
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { folder: tools });
    const bill = readFileSync(join(folder, `cloudops-${version}-${target.name}.cdx.json`), 'utf8');
    const script = `const { Validation, Spec } = require('@cyclonedx/cyclonedx-library');
new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(require('node:fs').readFileSync(0, 'utf8'))
  .then((problems) => { if (problems !== null) { console.error(JSON.stringify(problems).slice(0, 2000)); process.exitCode = 1; } });`;
    run(process.execPath, ['-e', script], { folder: tools, input: bill });
    const { components } = JSON.parse(bill) as { components: readonly { purl: string }[] };
    const names = components.map(({ purl }) => purl.replace(/^pkg:npm\/|@[^@]*$/g, '').replace('%40', '@'));
    expect(names).toEqual(
      expect.arrayContaining([
        'undici',
        'zod',
        '@cedar-policy/cedar-wasm',
        '@aws-sdk/client-ec2',
        '@cloudops/policy',
        target.runtime,
        target.keyring,
      ]),
    );
    expect(names).not.toEqual(expect.arrayContaining(['vitest']));
    expect(names).not.toContain('typescript');
  });
});

describe('the Debian package', () => {
  it.runIf(target.os === 'linux')(
    'is installed by dpkg, runs the demo, and brings its manual and completions',
    async () => {
      const root = join(folder, 'root');
      for (const path of ['var/lib/dpkg/info', 'var/lib/dpkg/updates'])
        mkdirSync(join(root, path), { recursive: true });
      for (const path of ['status', 'available']) writeFileSync(join(root, 'var/lib/dpkg', path), '');
      const deb = files.find((file) => file.endsWith('.deb')) ?? '';
      run('dpkg', [`--root=${root}`, '--force-not-root', '--force-depends', '--install', join(folder, deb)]);
      const user = createStranger();
      expect(well(await user.run(join(root, 'usr/bin/cloudops'), ['demo']))).toMatch(showsAll);
      run('groff', ['-man', '-ww', '-Tutf8', '-z', '-b', '-'], {
        input: run('zcat', [join(root, 'usr/share/man/man1/cloudops.1.gz')]),
      });
      expect(
        run('man', ['-l', join(root, 'usr/share/man/man1/cloudops.1.gz')], {
          environment: { ...process.env, MANPAGER: 'cat', MANWIDTH: '80' },
        }),
      ).toContain('triage');
      run('bash', ['-n', join(root, 'usr/share/bash-completion/completions/cloudops')]);
      run('zsh', ['-n', join(root, 'usr/share/zsh/vendor-completions/_cloudops')]);
      const fish = join(root, 'usr/share/fish/vendor_completions.d/cloudops.fish');
      const offered = run('fish', ['--no-config', '-c', `source ${fish}; complete -C 'cloudops audit v'`], {
        environment: { HOME: user.home, PATH: process.env.PATH },
      });
      expect(offered).toMatch(/^verify\t/);
      const copyright = readFileSync(join(root, 'usr/share/doc/cloudops/copyright'), 'utf8');
      for (const name of ['undici', '@oven/bun', 'LGPL']) expect(copyright).toContain(name);
      // dpkg lists the file there, so that an update is left to it.
      expect(readFileSync(join(root, 'var/lib/dpkg/info/cloudops.list'), 'utf8')).toContain('/usr/bin/cloudops\n');
      run('dpkg', [`--root=${root}`, '--force-not-root', '--remove', 'cloudops']);
      expect(existsSync(join(root, 'usr/bin/cloudops'))).toBe(false);
    },
  );

  it('is the same bytes each time', () => {
    const small = join(folder, 'small');
    writeFileSync(small, '#!/bin/sh\n', { mode: 0o755 });
    const build = (name: string): string => {
      const place = join(folder, name);
      mkdirSync(place);
      const completions = { bash: 'b', zsh: 'z', fish: 'f' };
      const file = buildDebianPackage({
        target,
        version,
        binary: small,
        manPage: '.TH X 1',
        completions,
        packages: [],
        license: 'L',
        epoch: 1_790_000_000,
        folder: place,
      });
      return createHash('sha256').update(readFileSync(file)).digest('hex');
    };
    const first = build('first');
    chmodSync(small, 0o700);
    expect(build('second')).toBe(first);
  });
});

describe('the npm package', () => {
  it('would be published with what it needs, and with its provenance', () => {
    const plan = run('npx', ['-y', 'pnpm@12.21.0', 'exec', 'changeset', 'publish-plan'], { folder: repositoryFolder });
    expect(plan).toMatch(/\bcloudops\b/);
    const { publishConfig } = JSON.parse(readFileSync(join(applicationFolder, 'package.json'), 'utf8')) as {
      publishConfig: object;
    };
    expect(publishConfig).toEqual({ access: 'public', provenance: true });
  });

  it('is installed into an empty home, without the repository, and runs the demo', async () => {
    const user = createStranger();
    const place = join(user.home, 'prefix');
    run('npx', ['-y', 'pnpm@12.21.0', 'pack', '--pack-destination', user.home], { folder: applicationFolder });
    const tarball = readdirSync(user.home).find((file) => file.endsWith('.tgz')) ?? '';
    run('npm', ['install', '--prefix', place, '--ignore-scripts', '--no-audit', '--no-fund', join(user.home, tarball)]);
    const program = join(place, 'node_modules/cloudops/bin/run.js');
    expect(well(await user.run(process.execPath, [program, 'demo']))).toMatch(showsAll);
    expect(await user.run(process.execPath, [program, 'update'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('npm install --global cloudops@latest'),
    });
  });
});
