import { CloudOpsError } from '@cloudops/spec';

/** No address is configured, and none is built in. */
export function notConfigured(configFile: string): CloudOpsError {
  return new CloudOpsError({
    code: 'TELEMETRY_NOT_CONFIGURED',
    message: 'There is no address to share the use of CloudOps with; none is built in.',
    nextSteps: [
      `Whoever asks you to share names one. Write it into ${configFile}: telemetry: { usage: { endpoint: https://… } }`,
      'See what would be sent: cloudops telemetry show',
    ],
  });
}

/** A variable of the environment forbids it. */
export function forbidden(why: string): CloudOpsError {
  return new CloudOpsError({
    code: 'TELEMETRY_FORBIDDEN',
    message: `The use of CloudOps is not shared here: ${why}.`,
    nextSteps: ['Unset it where you want to share; nothing else overrides it.'],
  });
}
