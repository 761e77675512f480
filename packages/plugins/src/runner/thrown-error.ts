import { CloudOpsError } from '@cloudops/spec';
import type { ThrownError } from '../protocol/messages.ts';

const longest = 2_000;

function textOf(value: unknown): string {
  try {
    return String(value).slice(0, longest);
  } catch {
    return 'something that has no text';
  }
}

/** The innermost cause that is an error: a library's "fetch failed" says less than what it hides. */
function listCauses(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let next = error; next instanceof Error && causes.length < 4; next = next.cause) causes.push(next);
  return causes;
}

function codeOf(causes: readonly Error[]): string | undefined {
  for (const cause of causes.toReversed()) {
    const { code } = cause as { readonly code?: unknown };
    if (typeof code === 'string') return code.slice(0, 100);
  }
  return undefined;
}

/** What is told of anything that a plugin threw. */
export function toThrownError(error: unknown): ThrownError {
  const causes = listCauses(error);
  if (causes.length === 0) return { name: 'Thrown', message: textOf(error) };
  const message = causes.map((cause) => textOf(cause.message)).join(': ');
  const code = codeOf(causes);
  const nextSteps = CloudOpsError.isInstance(error) ? error.nextSteps.slice(0, 10).map(textOf) : [];
  return {
    name: textOf(causes[0]?.name),
    message: message.slice(0, longest),
    ...(code === undefined ? {} : { code }),
    ...(nextSteps.length === 0 ? {} : { nextSteps }),
  };
}
