import {
  createCommandSigner,
  createKeychainSigner,
  createSshAgentSigner,
  openKeyFile,
  type Signer,
} from '@cloudops/approval';
import { CloudOpsError } from '@cloudops/spec';
import { Flags } from '@oclif/core';
import type { Paths } from '../configuration/paths.ts';
import { defaultKeyFile } from './approver-key.ts';

/** Flags that say whose key signs. */
export const signerFlags = {
  key: Flags.string({ description: 'file of your Ed25519 private key', helpValue: 'PATH' }),
  'ssh-agent': Flags.boolean({ description: 'sign with a key in the SSH agent', exclusive: ['key'] }),
  fingerprint: Flags.string({
    description: 'which key of the agent, as ssh-add -l prints it',
    helpValue: 'SHA256:…',
    dependsOn: ['ssh-agent'],
  }),
  'key-command': Flags.string({
    description: 'a program that prints the private key; its words are split at spaces, no shell reads them',
    helpValue: 'COMMAND',
    exclusive: ['key', 'ssh-agent'],
  }),
  keychain: Flags.boolean({
    description: 'the key in the system’s keychain (service cloudops, account approver)',
    exclusive: ['key', 'ssh-agent', 'key-command'],
  }),
} as const;

/** What the flags of a signer come to. */
export interface SignerFlags {
  readonly key: string | undefined;
  readonly 'ssh-agent': boolean;
  readonly fingerprint: string | undefined;
  readonly 'key-command': string | undefined;
  readonly keychain: boolean;
}

/** An agent may ask for a passphrase or a touch. */
const agentTimeoutMs = 60_000;

/**
 * Opens the key that the flags name: the one in the state folder unless they name another.
 * @throws CloudOpsError `SSH_AGENT_MISSING` and the codes of `@cloudops/approval`.
 */
export function openSigner(flags: SignerFlags, paths: Paths, signal: AbortSignal): Promise<Signer> {
  if (flags['ssh-agent']) return openAgent(flags.fingerprint, signal);
  const command = flags['key-command'];
  if (command !== undefined) return createCommandSigner({ command: command.trim().split(/\s+/), signal });
  if (flags.keychain) return createKeychainSigner({ readSecret: () => readKeychain(signal) });
  return openKeyFile(flags.key ?? defaultKeyFile(paths)).catch((error: unknown) => {
    throw flags.key === undefined ? withKeyHint(error) : error;
  });
}

function openAgent(fingerprint: string | undefined, signal: AbortSignal): Promise<Signer> {
  const socketPath = process.env.SSH_AUTH_SOCK;
  if (socketPath !== undefined && socketPath !== '') {
    const key = fingerprint === undefined ? {} : { publicKey: fingerprint };
    return createSshAgentSigner({ socketPath, timeoutMs: agentTimeoutMs, signal, ...key });
  }
  throw new CloudOpsError({
    code: 'SSH_AGENT_MISSING',
    message: 'There is no SSH agent: SSH_AUTH_SOCK is not set.',
    nextSteps: ['Start one and add your key: eval "$(ssh-agent)"; ssh-add', 'Or sign with a key file: --key PATH'],
  });
}

/** Loaded with the first use: the binding may not exist here. */
async function readKeychain(signal: AbortSignal): Promise<string | null> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  return (await new AsyncEntry('cloudops', 'approver').getPassword(signal)) ?? null;
}

/** Who has never approved anything has no key yet. */
function withKeyHint(error: unknown): unknown {
  if (!CloudOpsError.isInstance(error) || error.code !== 'APPROVAL_KEY_NOT_FOUND') return error;
  const { code, message, nextSteps, cause } = error;
  const make = 'Make a key of your own: cloudops approve key';
  return new CloudOpsError({ code, message, nextSteps: [make, ...nextSteps], cause });
}
