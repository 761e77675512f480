import { CloudOpsError } from '@cloudops/spec';

/** A plan file that cannot be read at all. */
export function unreadable(name: string, why: string, cause?: unknown): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAN_UNREADABLE',
    message: `The plan ${name} cannot be read: ${why}`,
    nextSteps: ['Check the name, or make a plan: cloudops plan "QUESTION" --out FILE'],
    cause,
  });
}

/** A file that is no plan, or one that was tampered with. */
export function invalid(name: string, why: string): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAN_INVALID',
    message: `The plan ${name} is not valid: ${why}.`,
    nextSteps: ['Make it again: cloudops plan "QUESTION" --out FILE', 'Get it again from whoever sent it.'],
  });
}

/** A place where a plan cannot be written. */
export function unwritable(file: string, why: string, cause?: unknown): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAN_UNWRITABLE',
    message: `The plan cannot be written to ${file}: ${why}`,
    nextSteps: ['Name a file in a folder that exists and that you may write: --out FILE'],
    cause,
  });
}

/** A file that would be lost. */
export function alreadyThere(file: string, why: string): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAN_EXISTS',
    message: `The file ${file} exists already and ${why}.`,
    nextSteps: ['Name another file with --out, or overwrite it with --force.'],
  });
}
