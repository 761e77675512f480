import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudOpsError } from '@cloudops/spec';
import { pluginError } from '../errors.ts';
import type { DescriptionCache } from '../isolation/provider-description.ts';
import { digestManifest } from '../manifest/digest.ts';
import type { Plugin } from '../manifest/plugin.ts';
import { digestPlugin, readPlugin } from '../manifest/read-plugin.ts';
import { createDescriptionFiles } from './description-files.ts';
import { assertNoClash, clashSteps, describeClash, findClash } from './find-clash.ts';
import { toPackageSpec } from './package-spec.ts';
import type { PluginEntry, PluginStore, PluginStoreOptions, StagedPlugin, StageOptions } from './plugin-store.ts';
import { type RegistryEntry, readRegistry, writeRegistry } from './registry.ts';
import { installWithNpm } from './run-npm.ts';
import { withLock } from './store-lock.ts';

const installTimeoutMs = 5 * 60_000;
/** Nobody ponders a plugin for longer. */
const stagedForMs = 24 * 60 * 60_000;
const describedForMs = 30 * 24 * 60 * 60_000;

/** A step of a change of the store; between any two of them a process may die. */
export type StoreStep = 'staged' | 'moved' | 'registered' | 'tidied';

/** Plugins in a folder: `plugins.json` says which count, `packages/` holds the installed ones, `staging/` what nobody has accepted. */
export class FolderStore implements PluginStore {
  readonly descriptions: DescriptionCache;
  readonly #options: PluginStoreOptions;
  readonly #onStep: (step: StoreStep) => void;

  /** @param onStep told after each step: for tests that end the process there. */
  constructor(options: PluginStoreOptions, onStep: (step: StoreStep) => void = () => {}) {
    this.#options = options;
    this.#onStep = onStep;
    this.descriptions = createDescriptionFiles(join(options.folder, 'descriptions'));
  }

  async list(): Promise<readonly PluginEntry[]> {
    const registry = await readRegistry(this.#options.folder);
    const entries = await Promise.all(registry.map((entry) => this.#read(entry)));
    const plugins = readyOf(entries);
    return Promise.all(entries.map((entry) => this.#breakOnClash(entry, plugins)));
  }

  async stage(spec: string, { signal, timeoutMs = installTimeoutMs }: StageOptions = {}): Promise<StagedPlugin> {
    const checked = await toPackageSpec(spec);
    const staging = join(this.#options.folder, 'staging');
    await makeFolder(staging);
    const folder = await mkdtemp(join(staging, 'plugin-'));
    try {
      await writeFile(join(folder, 'package.json'), '{"private":true}');
      const { variables } = this.#options;
      await installWithNpm({
        spec: checked,
        folder,
        variables,
        timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      });
      const plugin = await readPlugin(join(folder, 'node_modules', await readInstalledName(folder)), {
        origin: 'installed',
      });
      const entries = await this.list();
      await assertNoClash(plugin, readyOf(entries), this.#options);
      this.#onStep('staged');
      const replaces = entries.find((entry) => nameOf(entry) === plugin.name);
      return {
        plugin,
        ...(replaces === undefined ? {} : { replaces }),
        accept: () => this.#accept(plugin, folder),
        discard: () => rm(folder, { recursive: true, force: true }),
      };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async link(folder: string): Promise<Plugin> {
    const plugin = await readPlugin(folder);
    return this.#change(async (registry) => {
      await assertNoClash(plugin, readyOf(await this.list()), this.#options);
      const { name, version, root, manifest } = plugin;
      const digest = digestManifest(manifest);
      await this.#register(registry, { name, version, origin: 'linked', path: root, digest });
      return plugin;
    });
  }

  remove(name: string): Promise<PluginEntry> {
    return this.#change(async (registry) => {
      const entry = registry.find((candidate) => candidate.name === name);
      if (entry === undefined) {
        throw pluginError({
          code: 'PLUGIN_NOT_FOUND',
          message: `There is no plugin named "${name}".`,
          nextSteps: [`Installed and linked: ${registry.map((one) => one.name).join(', ') || 'none'}.`],
        });
      }
      const removed = await this.#read(entry);
      await writeRegistry(
        this.#options.folder,
        registry.filter((candidate) => candidate !== entry),
      );
      this.#onStep('registered');
      return removed;
    });
  }

  async #accept(plugin: Plugin, folder: string): Promise<Plugin> {
    return this.#change(async (registry) => {
      await assertShown(plugin);
      await assertNoClash(plugin, readyOf(await this.list()), this.#options);
      const { name, version, digest } = plugin;
      const home = `packages/${name.replace('/', '+')}@${version}-${digest.slice(7, 23)}`;
      const root = `${home}/node_modules/${name}`;
      const isThere = registry.some(({ path }) => path === root) && (await exists(join(this.#options.folder, root)));
      if (isThere) await rm(folder, { recursive: true, force: true });
      else await this.#move(folder, join(this.#options.folder, home));
      this.#onStep('moved');
      await this.#register(registry, { name, version, origin: 'installed', path: root, digest });
      return readPlugin(join(this.#options.folder, root), { origin: 'installed', digest });
    });
  }

  /** What lies there already is left from a process that died before it was registered. */
  async #move(from: string, to: string): Promise<void> {
    await makeFolder(join(this.#options.folder, 'packages'));
    await rm(to, { recursive: true, force: true });
    await rename(from, to);
  }

  async #register(registry: readonly RegistryEntry[], entry: RegistryEntry): Promise<void> {
    await writeRegistry(this.#options.folder, [...registry.filter(({ name }) => name !== entry.name), entry]);
    this.#onStep('registered');
  }

  async #change<Value>(work: (registry: readonly RegistryEntry[]) => Promise<Value>): Promise<Value> {
    const { folder } = this.#options;
    await makeFolder(folder);
    return withLock(folder, async () => {
      const value = await work(await readRegistry(folder));
      await this.#tidy();
      this.#onStep('tidied');
      return value;
    });
  }

  /** Removes what the registry does not name: versions that were replaced, and what dead processes left. */
  async #tidy(): Promise<void> {
    const { folder } = this.#options;
    const named = new Set((await readRegistry(folder)).map(({ path }) => path.split('/')[1]));
    for (const home of await listFolder(join(folder, 'packages'))) {
      if (!named.has(home)) await rm(join(folder, 'packages', home), { recursive: true, force: true });
    }
    await removeOld(join(folder, 'staging'), stagedForMs);
    await removeOld(join(folder, 'descriptions'), describedForMs);
  }

  async #read(entry: RegistryEntry): Promise<PluginEntry> {
    const { name, origin, digest } = entry;
    const root = origin === 'installed' ? join(this.#options.folder, entry.path) : entry.path;
    try {
      const plugin = await readPlugin(root, { origin, ...(origin === 'linked' ? {} : { digest }) });
      if (origin === 'linked' && digestManifest(plugin.manifest) !== digest) return relink(plugin);
      if (plugin.name === name && (origin === 'linked' || plugin.version === entry.version))
        return { kind: 'ready', plugin };
      const why = `The plugin ${name} ${entry.version} is now ${plugin.name} ${plugin.version}.`;
      return { kind: 'broken', name, why, nextSteps: [`cloudops plugins uninstall ${name}`] };
    } catch (error) {
      if (!CloudOpsError.isInstance(error)) throw error;
      const remedy = origin === 'linked' ? `cloudops plugins link ${root}` : `cloudops plugins install ${name}`;
      const nextSteps = [...error.nextSteps, `${remedy}, or cloudops plugins uninstall ${name}`];
      return { kind: 'broken', name, why: error.message, nextSteps };
    }
  }

  async #breakOnClash(entry: PluginEntry, plugins: readonly Plugin[]): Promise<PluginEntry> {
    if (entry.kind === 'broken') return entry;
    const clash = await findClash(entry.plugin, plugins, this.#options);
    if (clash === undefined) return entry;
    const { name } = entry.plugin;
    return {
      kind: 'broken',
      name,
      why: `${describeClash(entry.plugin, clash)}.`,
      nextSteps: clashSteps(entry.plugin, clash),
    };
  }
}

/** What a plugin may do counts once it was shown. */
function relink({ name, version, root }: Plugin): PluginEntry {
  const why = `The manifest of the plugin ${name} ${version} says something else than when it was linked.`;
  return { kind: 'broken', name, why, nextSteps: [`cloudops plugins link ${root}`] };
}

function nameOf(entry: PluginEntry): string {
  return entry.kind === 'ready' ? entry.plugin.name : entry.name;
}

function readyOf(entries: readonly PluginEntry[]): readonly Plugin[] {
  return entries.flatMap((entry) => (entry.kind === 'ready' ? [entry.plugin] : []));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw pluginError({
      code: 'PLUGIN_STORE_INVALID',
      message: `The folder of plugins ${folder} cannot be made: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`,
      nextSteps: ['Make the folder, or let XDG_DATA_HOME name one that you may write to.'],
      cause,
    });
  }
}

async function listFolder(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function removeOld(folder: string, ms: number): Promise<void> {
  for (const name of await listFolder(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > ms) await rm(path, { recursive: true, force: true });
  }
}

/** npm writes down what it was asked for: the one dependency is the plugin. */
async function readInstalledName(folder: string): Promise<string> {
  const written = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  const [name, ...more] = Object.keys(written.dependencies ?? {});
  if (name !== undefined && more.length === 0) return name;
  throw pluginError({
    code: 'PLUGIN_INSTALL_FAILED',
    message: 'The plugin could not be installed: npm did not say which package it brought.',
    nextSteps: ['Update npm: npm install --global npm@latest'],
  });
}

async function assertShown({ name, version, root, origin, digest }: Plugin): Promise<void> {
  if ((await digestPlugin(root, origin)) === digest) return;
  throw pluginError({
    code: 'PLUGIN_CHANGED',
    message: `The plugin ${name} ${version} was not taken: its files are not those that were shown.`,
    nextSteps: ['Install it again, and look at what it may do.'],
  });
}
