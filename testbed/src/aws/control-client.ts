import { TestbedError } from '../errors.ts';

/** A request to the proxy's own paths. */
interface ControlCall {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below `/__testbed/`. */
  readonly path: string;
  readonly body?: unknown;
}

/**
 * Calls the proxy's own paths.
 * @returns the answer's document.
 * @throws TestbedError `API_FAILED` when it refuses or does not answer.
 */
export async function callControl(endpoint: string, call: ControlCall): Promise<unknown> {
  const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
  try {
    const answer = await fetch(`${endpoint}/__testbed/${call.path}`, { method: call.method, ...body });
    const said = (await answer.json()) as unknown;
    if (answer.ok) return said;
    throw new TestbedError({
      code: 'API_FAILED',
      message: `${call.path} answered ${answer.status}: ${JSON.stringify(said)}`,
    });
  } catch (cause) {
    if (cause instanceof TestbedError) throw cause;
    throw new TestbedError({ code: 'API_FAILED', message: `${call.path} of the test bed did not answer`, cause });
  }
}
