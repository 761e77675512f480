import { readFile } from 'node:fs/promises';
import { CloudOpsError } from '@cloudops/spec';
import { z } from 'zod';

/** What `config.yaml` can hold. No secret is ever in it. */
export interface Configuration {
  /** Which kube contexts belong to which environment. A context in none counts as prod. */
  readonly environments: Readonly<Record<string, { readonly contexts: readonly string[] }>>;
  /** The environment when neither the question nor `--scope` names one. */
  readonly default_scope: string;
  readonly kubernetes: {
    /** Allows the steps that need `nodes/proxy`, a powerful right. */
    readonly node_proxy: boolean;
    /** A Prometheus to ask for history. */
    readonly prometheus_url?: string;
  };
  readonly audit: {
    /** Names the log in its checkpoints; must not change once the log exists. */
    readonly origin: string;
  };
}

/** The settings in force where the file says nothing. */
const defaultConfiguration: Configuration = {
  environments: {},
  default_scope: 'prod',
  kubernetes: { node_proxy: false },
  audit: { origin: 'cloudops.local/audit' },
};

const schema = z.strictObject({
  environments: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.strictObject({ contexts: z.array(z.string()) }))
    .optional(),
  default_scope: z.string().optional(),
  kubernetes: z.strictObject({ node_proxy: z.boolean().optional(), prometheus_url: z.url().optional() }).optional(),
  audit: z
    .strictObject({
      origin: z
        .string()
        .regex(/^[^\s+]+$/)
        .optional(),
    })
    .optional(),
});

/**
 * Reads the configuration; a file that is not there is the defaults.
 * @throws CloudOpsError `CONFIG_INVALID` naming file, line and column; `CONFIG_UNREADABLE`.
 */
export async function readConfiguration(file: string): Promise<Configuration> {
  const text = await readIfThere(file);
  return text === null ? defaultConfiguration : parseConfiguration(text, file);
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new CloudOpsError({
      code: 'CONFIG_UNREADABLE',
      message: `The configuration ${file} cannot be read: ${(cause as Error).message}`,
      nextSteps: ['Check the file’s permissions, or name another with CLOUDOPS_CONFIG.'],
      cause,
    });
  }
}

/** Checks the text of a configuration file. @throws CloudOpsError `CONFIG_INVALID`. */
async function parseConfiguration(text: string, file: string): Promise<Configuration> {
  const { isMap, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const syntax = document.errors[0];
  if (syntax !== undefined) throw invalid(`${place(syntax.pos[0])}: ${syntax.message.split('\n')[0]}`);
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 10 }) ?? {});
  if (parsed.success) return withDefaults(parsed.data);
  const issue = parsed.error.issues[0];
  const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(key === undefined ? [] : [key])];
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === String(path.at(-1))) : undefined;
  const offset = (pair?.key as { range?: readonly number[] } | undefined)?.range?.[0] ?? 0;
  throw invalid(`${place(offset)}: ${path.join('.')}: ${issue?.message ?? 'is not valid'}`);
}

function withDefaults(given: z.infer<typeof schema>): Configuration {
  const url = given.kubernetes?.prometheus_url;
  return {
    environments: given.environments ?? defaultConfiguration.environments,
    default_scope: given.default_scope ?? defaultConfiguration.default_scope,
    kubernetes: {
      node_proxy: given.kubernetes?.node_proxy ?? false,
      ...(url === undefined ? {} : { prometheus_url: url }),
    },
    audit: { origin: given.audit?.origin ?? defaultConfiguration.audit.origin },
  };
}

function invalid(message: string): CloudOpsError {
  return new CloudOpsError({
    code: 'CONFIG_INVALID',
    message: `The configuration is not valid. ${message}`,
    nextSteps: ['Correct the line, or see what is possible: cloudops config --help'],
  });
}
