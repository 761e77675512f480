/** What runs in a plugin's process, started by the host: see `PluginRunner`. */

import { defaultLimits } from '../protocol/limits.ts';
import { openChannel } from './channel.ts';
import { harden } from './harden.ts';
import { hostModules } from './host-modules.ts';
import { Runner } from './runner.ts';
import { toThrownError } from './thrown-error.ts';
import { startWatchdog } from './watchdog.ts';
import { createRemoteTransport } from './wire.ts';

// The host says who it is: it may be gone before this process looks.
const [host, residentBytes] = process.argv.slice(-2).map(Number);
startWatchdog({ parent: host || process.ppid, residentBytes: residentBytes || defaultLimits.residentBytes });
hostModules();
const runner: Runner = new Runner(openChannel, createRemoteTransport);
const isPermissioned = (process as { readonly permission?: unknown }).permission !== undefined;
if (isPermissioned) harden((permission, resource) => runner.send({ kind: 'denied', permission, resource }));
const crash = (error: unknown): void => runner.send({ kind: 'crash', error: toThrownError(error) });
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
