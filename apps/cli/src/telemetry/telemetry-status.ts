import { readConfiguration } from '../configuration/configuration.ts';
import type { Paths } from '../configuration/paths.ts';
import { findOtlpState } from './otlp.ts';
import { readUsageFile } from './usage/usage-file.ts';
import { usageFilePath } from './usage/usage-file-path.ts';
import { findUsageState } from './usage/usage-state.ts';

/** What leaves this machine about the program itself. */
export interface TelemetryStatus {
  readonly opentelemetry: { readonly on: boolean; readonly why: string; readonly endpoint: string | null };
  readonly usage: {
    readonly on: boolean;
    readonly why: string;
    readonly endpoint: string | null;
    /** Commands that were counted and not sent yet. */
    readonly waiting: number;
  };
}

/** Looks at settings, environment and what was said yes to. @throws CloudOpsError `CONFIG_…`. */
export async function readTelemetryStatus(paths: Paths, environment: NodeJS.ProcessEnv): Promise<TelemetryStatus> {
  const { telemetry: settings } = await readConfiguration(paths.configFile);
  const file = readUsageFile(usageFilePath(paths));
  const otlp = findOtlpState(settings, environment);
  const usage = findUsageState({ settings, environment, file });
  const standard = environment.OTEL_EXPORTER_OTLP_ENDPOINT ?? null;
  return {
    opentelemetry: { on: otlp.isOn, why: otlp.why, endpoint: settings.otlp.endpoint ?? standard },
    usage: {
      ...{ on: usage.kind === 'on', why: usage.why, endpoint: settings.usage.endpoint ?? null },
      waiting: (file?.counts ?? []).reduce((sum, { count }) => sum + count, 0),
    },
  };
}

/** For a person. */
export function renderTelemetryStatus({ opentelemetry, usage }: TelemetryStatus): string {
  const to = (endpoint: string | null): string => (endpoint === null ? '' : `, to ${endpoint}`);
  const waiting = usage.waiting === 0 ? '' : `; ${usage.waiting} commands wait`;
  return [
    `OpenTelemetry  ${opentelemetry.on ? `on${to(opentelemetry.endpoint)}` : 'off'} (${opentelemetry.why})`,
    `usage          ${usage.on ? `on${to(usage.endpoint)}${waiting}` : 'off'} (${usage.why})`,
    '',
  ].join('\n');
}
