import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { lazyOclif } from './lazy-oclif.ts';

const application = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = dirname(dirname(application));

/** Where a binary finds what is embedded in it. */
const embeddedRoot = '/$bunfs/root';

/** What the binary's compiler is given. */
export interface BinaryBundle {
  /** CommonJS files by their path in the bundle. */
  readonly files: ReadonlyMap<string, string>;
  /** The files that are programs of their own, the application first. */
  readonly entries: readonly string[];
  /** The source files whose code is in it, absolute and sorted. */
  readonly modules: readonly string[];
}

/**
 * Bundles the application for the binary: CommonJS files that are loaded when they are first needed, and the policy engine's worker.
 * The binary's compiler must resolve no package itself: it would put its own stand-in for undici, which takes no notice of a
 * cluster's certificates.
 */
export async function bundleForBinary(): Promise<BinaryBundle> {
  const program = await bundleProgram(join(application, 'src/binary/main.ts'), 'cloudops', true);
  const worker = await bundleProgram(join(repository, 'packages/policy/src/worker.ts'), 'lib/policy-worker', false);
  const chunks = [...program, ...worker];
  return {
    files: new Map(chunks.map(({ fileName, code }) => [fileName, code])),
    entries: ['cloudops.cjs', 'lib/policy-worker.cjs'],
    modules: [...new Set(chunks.flatMap(modulesOf))].sort(),
  };
}

async function bundleProgram(input: string, name: string, codeSplitting: boolean): Promise<readonly OutputChunk[]> {
  const build = await rolldown({
    input: { [name]: input },
    platform: 'node',
    external: ['typescript', 'ts-node', 'tsx'],
    resolve: {
      conditionNames: ['@cloudops/source', 'node', 'import', 'require', 'default'],
      alias: { 'wsl-utils': join(application, 'build/no-wsl.js') },
    },
    // The compiler writes this machine's paths for these names otherwise.
    transform: {
      define: {
        __dirname: JSON.stringify(embeddedRoot),
        __filename: JSON.stringify(`${embeddedRoot}/cloudops`),
        'process.env.NODE_ENV': '"production"',
      },
    },
    plugins: [lazyOclif, embedded, awsClients, embeddedCedar, embeddedKeyring],
    // Imported for what it does, from a package whose other modules do nothing by themselves.
    treeshake: { moduleSideEffects: [{ test: /plugins[\\/]src[\\/]runner[\\/]main\.ts$/, sideEffects: true }] },
    logLevel: 'silent',
  });
  const { output } = await build.generate({
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    codeSplitting,
  });
  return output.filter((chunk) => chunk.type === 'chunk');
}

/** The files that left something in a chunk; what was shaken out is not in the binary. */
function modulesOf(chunk: OutputChunk): readonly string[] {
  return Object.entries(chunk.modules)
    .filter(([id, { renderedLength }]) => renderedLength > 0 && id.startsWith('/'))
    .map(([id]) => id.replace(/\?.*$/, ''));
}

/** Makes modules out of text. */
function virtual(name: string, modules: Readonly<Record<string, () => string>>): Plugin {
  return {
    name,
    resolveId: (id) => (id in modules ? `\0${id}` : null),
    load: (id) => (id.startsWith('\0') ? (modules[id.slice(1)]?.() ?? null) : null),
  };
}

const readJson = (file: string): Record<string, unknown> => JSON.parse(readFileSync(join(application, file), 'utf8'));

/** What src/binary/embedded.d.ts declares. */
const embedded: Plugin = virtual('embedded', {
  'cloudops:version': () => {
    const { name, version } = readJson('package.json');
    return `export const name = ${JSON.stringify(name)}; export const version = ${JSON.stringify(version)};`;
  },
  'cloudops:plugin-runner': () => `import ${JSON.stringify(join(repository, 'packages/plugins/src/runner/main.ts'))};`,
  'cloudops:embedded': () => {
    const { name, version, license, engines, oclif } = readJson('package.json');
    const folder = join(application, 'src/commands');
    const commands = listCommands(folder).map((path) => {
      const id = path
        .slice(0, -3)
        .replaceAll('/', ':')
        .replace(/:index$/, '');
      return `${JSON.stringify(id)}: () => import(${JSON.stringify(join(folder, path))})`;
    });
    return `export const packageJson = ${JSON.stringify({ name, version, license, engines, oclif, standalone: releaseSource() })};
export const manifest = JSON.parse(${JSON.stringify(JSON.stringify(readJson('oclif.manifest.json')))});
export const commands = { ${commands.join(', ')} };`;
  },
});

/** Where `cloudops update` looks and whom it believes: given when a release is built, and else asked of the user's configuration. */
function releaseSource(): { readonly url?: string; readonly keys?: readonly string[] } {
  const { CLOUDOPS_RELEASE_URL: url, CLOUDOPS_RELEASE_KEYS: keys } = process.env;
  return { ...(url === undefined ? {} : { url }), ...(keys === undefined ? {} : { keys: keys.split(',') }) };
}

function listCommands(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort();
}

/** The clients of the AWS SDK are found by name at run time; in the binary the name is looked up in a table. */
const awsClients: Plugin = {
  name: 'aws-clients',
  transform: {
    filter: { id: /executor-aws[\\/]src[\\/]clients[\\/]service-module\.ts$/ },
    handler(code) {
      const { dependencies } = readJson('package.json') as { dependencies: Record<string, string> };
      const clients = Object.keys(dependencies).filter((name) => name.startsWith('@aws-sdk/client-'));
      const table = clients.map((name) => `[${JSON.stringify(name)}, () => import(${JSON.stringify(name)})]`);
      const looked = code.replace(
        /import\(\/\*.*?\*\/\s*`@aws-sdk\/client-\$\{service\}`\)/,
        "(embeddedClients.get('@aws-sdk/client-' + service) ?? notEmbedded)()",
      );
      if (looked === code) throw new Error('The AWS clients are loaded in another way than this build knows');
      return `${looked}
const notEmbedded = () => { throw new Error('it is not part of this binary'); };
const embeddedClients = new Map([${table.join(', ')}]);`;
    },
  },
};

/** Cedar reads its WebAssembly from beside its own file. */
const embeddedCedar: Plugin = {
  name: 'embedded-cedar',
  transform: {
    filter: { id: /cedar-wasm[\\/]nodejs[\\/]cedar_wasm\.js$/ },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of Cedar's file.
    handler: (code) => code.replace('`${__dirname}/cedar_wasm_bg.wasm`', `'${embeddedRoot}/lib/cedar_wasm_bg.wasm'`),
  },
};

/** The keychain's native code: the compiler embeds the file that lies beside the chunk. */
const embeddedKeyring: Plugin = {
  name: 'embedded-keyring',
  resolveId(id) {
    if (id === '@napi-rs/keyring') return '\0keyring';
    return id === './keyring.node' ? { id, external: true } : null;
  },
  load: (id) => (id === '\0keyring' ? "export const { AsyncEntry } = require('./keyring.node');" : null),
};
