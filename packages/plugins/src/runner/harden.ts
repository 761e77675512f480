import { subscribe } from 'node:diagnostics_channel';
import { createRequire, syncBuiltinESMExports } from 'node:module';

/** Told what the plugin tried and was not allowed. */
export type OnDenied = (permission: string, resource: string) => void;

const requireBuiltin = createRequire(import.meta.url);

function refuse(onDenied: OnDenied, permission: string, resource: string): never {
  onDenied(permission, resource);
  const message = `Access to this API has been restricted: ${permission} of ${resource}`;
  throw Object.assign(new Error(message), { code: 'ERR_ACCESS_DENIED', permission, resource });
}

function replace(owner: object, key: string, value: unknown): void {
  if (key in owner) Object.defineProperty(owner, key, { value, writable: false, configurable: false });
}

/** Signals to other processes: Node's permission system lets them through. */
function refuseSignals(onDenied: OnDenied): void {
  for (const key of ['kill', '_kill', '_debugProcess', '_debugEnd']) {
    replace(process, key, () => refuse(onDenied, 'Signal', `process.${key}`));
  }
  replace(requireBuiltin('node:os'), 'setPriority', () => refuse(onDenied, 'Signal', 'os.setPriority'));
}

/** SQLite opens files by itself, past the permission system. */
function refuseDatabases(onDenied: OnDenied): void {
  const sqlite = requireBuiltin('node:sqlite') as object;
  for (const key of ['DatabaseSync', 'Database', 'backup', 'Session', 'StatementSync', 'SQLTagStore']) {
    replace(sqlite, key, function refused() {
      refuse(onDenied, 'FileSystemWrite', 'node:sqlite');
    });
  }
}

/** The engine's own switches write files where they are told to, past the permission system. */
function refuseEngineFlags(onDenied: OnDenied): void {
  replace(requireBuiltin('node:v8'), 'setFlagsFromString', () =>
    refuse(onDenied, 'EngineFlags', 'v8.setFlagsFromString'),
  );
}

/** A worker begins with all that was closed here open again, and the right to start one cannot be given away everywhere. */
function refuseWorkers(onDenied: OnDenied): void {
  replace(requireBuiltin('node:worker_threads'), 'Worker', function refused() {
    refuse(onDenied, 'WorkerThreads', 'node:worker_threads');
  });
  // Runs what it is given in a worker of its own.
  replace(requireBuiltin('node:module'), 'register', () => refuse(onDenied, 'WorkerThreads', 'module.register'));
}

interface Permission {
  has(scope: string, reference?: string): boolean;
}

/** Who asks whether something is allowed does not do it, though Node tells of both alike. @returns whether somebody asks just now. */
function silenceQuestions(): () => boolean {
  const { permission } = process as unknown as { readonly permission: Permission };
  const has = permission.has.bind(permission);
  let isAsked = false;
  replace(permission, 'has', (scope: string, reference?: string) => {
    isAsked = true;
    try {
      return reference === undefined ? has(scope) : has(scope, reference);
    } finally {
      isAsked = false;
    }
  });
  return () => isAsked;
}

/** Closes what Node's permission system leaves open, and tells of what it refuses. Only of use where that is on. */
export function harden(onDenied: OnDenied): void {
  const isAsked = silenceQuestions();
  for (const subject of ['fs', 'net', 'child', 'worker', 'inspector', 'addon', 'wasi', 'ffi']) {
    subscribe(`node:permission-model:${subject}`, (message) => {
      if (isAsked()) return;
      const { permission, resource } = message as { readonly permission?: unknown; readonly resource?: unknown };
      onDenied(String(permission).slice(0, 100), String(resource).slice(0, 500));
    });
  }
  refuseSignals(onDenied);
  refuseDatabases(onDenied);
  refuseEngineFlags(onDenied);
  refuseWorkers(onDenied);
  // A cache of compiled code is a file, and libraries that ask for one can do without.
  replace(requireBuiltin('node:module'), 'enableCompileCache', () => ({ status: 0 }));
  syncBuiltinESMExports();
}
