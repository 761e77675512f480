import { CloudOpsError } from '@cloudops/spec';

/** Every code that this plugin puts on a CloudOps error. Documented in the README. */
export type PrometheusErrorCode = 'PROMETHEUS_NOT_CONFIGURED';

/** What is thrown where no address is configured. */
export function notConfigured(): CloudOpsError {
  const code: PrometheusErrorCode = 'PROMETHEUS_NOT_CONFIGURED';
  return new CloudOpsError({
    code,
    message: 'No Prometheus is configured.',
    nextSteps: ['Set plugins.prometheus.url to its address in the configuration.'],
  });
}
