import { escapeForTerminal } from '@cloudops/report';
import { Flags } from '@oclif/core';
import { BaseCommand, type FlagsOf, targetFlags } from '../base-command.ts';
import type { HttpPlace } from '../mcp/serve.ts';
import type { ServerTargets } from '../mcp/server-context.ts';

const { world, context, profile, region, scope } = targetFlags;

export default class Mcp extends BaseCommand {
  static override summary = 'Serve the playbooks as tools to an MCP client.';
  static override description =
    'Over standard input and output, or over HTTP to clients that show the token. Reads only, unless mcp.allow_changes is set, and even then a change is planned here, never applied. Every call goes through policy and the audit log like any question.';
  static override examples = [
    { description: 'For a client that starts it', command: '<%= config.bin %> mcp' },
    { description: 'On a recording, to try it out', command: '<%= config.bin %> mcp --world hot-shard' },
    {
      description: 'Over HTTP, on this machine',
      command: '<%= config.bin %> mcp --http --port 8931 --context prod-eu',
    },
  ];
  static override flags = {
    ...{ world, context, profile, region, scope },
    timeout: Flags.integer({
      description: 'stop a call after this many seconds',
      min: 1,
      max: 3600,
      default: 300,
      helpValue: 'SECONDS',
    }),
    http: Flags.boolean({ description: 'serve over streamable HTTP, to clients that show the token' }),
    port: Flags.integer({
      description: 'port for HTTP, 8931 unless stated; 0 takes any',
      min: 0,
      max: 65_535,
      helpValue: 'PORT',
      dependsOn: ['http'],
    }),
    address: Flags.string({
      description: 'address for HTTP, 127.0.0.1 unless stated',
      helpValue: 'ADDRESS',
      dependsOn: ['http'],
    }),
    'allow-host': Flags.string({
      description: 'another name that clients may call this machine by; may be given several times',
      helpValue: 'NAME',
      multiple: true,
      dependsOn: ['http'],
    }),
    'token-file': Flags.string({
      description: 'file of the token, instead of the usual one',
      helpValue: 'FILE',
      dependsOn: ['http'],
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Mcp);
    const { serve } = await import('../mcp/serve.ts');
    const { paths, assets } = this;
    const note = (text: string): void => {
      if (!flags.quiet) process.stderr.write(`${escapeForTerminal(text, { maximum: 2000 })}\n`);
    };
    const targets = toTargets(flags);
    const timeoutMs = flags.timeout * 1000;
    await serve({ paths, assets, toolVersion: this.config.version, targets, timeoutMs, http: toHttp(flags), note });
  }
}

function toTargets({ world, context, profile, region, scope }: FlagsOf<typeof Mcp>): ServerTargets {
  return {
    ...(world === undefined ? {} : { world }),
    ...(context === undefined ? {} : { context }),
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { regions: region }),
    ...(scope === undefined ? {} : { scope }),
  };
}

function toHttp({
  http,
  port,
  address,
  'allow-host': hosts,
  'token-file': tokenFile,
}: FlagsOf<typeof Mcp>): HttpPlace | null {
  const place = { port: port ?? 8931, address: address ?? '127.0.0.1' };
  return http ? { ...place, hosts: hosts ?? [], tokenFile } : null;
}
