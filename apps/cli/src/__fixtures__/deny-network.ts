/**
 * Loaded before a program (`node --import`): refuses every way to the network that Node has, and writes each attempt down in the
 * file that the variable NETWORK_LOG names. Sockets of the file system are let through.
 */
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

type Method = (...parameters: readonly unknown[]) => unknown;

function refuse(what: string): never {
  const stack = (new Error().stack ?? '').split('\n').slice(3, 9).join('\n');
  appendFileSync(process.env.NETWORK_LOG ?? '/dev/stderr', `${what}\n${stack}\n\n`);
  throw Object.assign(new TypeError(`denied: ${what}`), { code: 'ENETUNREACH' });
}

/** Replaces methods of an object by ones that refuse. */
function deny(owner: object, label: string, isMeant: (name: string) => boolean): void {
  const methods = owner as Record<string, unknown>;
  for (const name of Object.keys(methods).filter(isMeant)) {
    if (typeof methods[name] !== 'function') continue;
    methods[name] = (...parameters: readonly unknown[]) => refuse(`${label}.${name} ${String(parameters[0])}`);
  }
}

const isLookUp = (name: string): boolean => /^(lookup|resolve|reverse)/.test(name);
deny(dns, 'dns', isLookUp);
deny(dns.promises, 'dns.promises', isLookUp);
deny(dgram, 'dgram', (name) => name === 'createSocket');
// Our own processes, such as those that hold plugins, are told from others; whether they go out is for the system to see.
const { spawn } = childProcess;
deny(childProcess, 'child_process', (name) => /^(spawn|exec|fork)/.test(name));
childProcess.spawn = ((...parameters: Parameters<typeof spawn>) =>
  parameters[0] === process.execPath ? spawn(...parameters) : refuse(`spawn ${parameters[0]}`)) as typeof spawn;

const socket = net.Socket.prototype as unknown as Record<'connect', Method>;
const connect = socket.connect;
socket.connect = function denied(this: unknown, ...parameters) {
  const first = [parameters[0]].flat()[0];
  const path = typeof first === 'object' && first !== null ? (first as { path?: unknown }).path : first;
  if (typeof path === 'string' && path.startsWith('/')) return connect.apply(this, [...parameters]);
  return refuse(`connect ${JSON.stringify(first)}`);
};
syncBuiltinESMExports();
