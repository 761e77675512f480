import { createClusterTransport } from '../transport/cluster-transport.ts';

/** What the API server answered. */
export interface Answer {
  readonly status: number;
  readonly message: string;
}

/** Sends requests with the credentials of a kubeconfig. */
export interface Writer {
  send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object, type?: string): Promise<Answer>;
  close(): Promise<void>;
}

/** Connects as whoever the kubeconfig names. */
export function connectWriter(kubeconfigPath: string): Writer {
  const transport = createClusterTransport({ kubeconfigPath, environment: {} });
  return {
    async send(method, path, body, type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json') {
      const headers = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }) };
      const request = { method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const answer = await transport.send(request, AbortSignal.timeout(30_000));
      const text = await new Response(ReadableStream.from(answer.body)).text();
      const { message = '' } = text.startsWith('{') ? (JSON.parse(text) as { message?: string }) : {};
      return { status: answer.status, message };
    },
    close: () => transport.close(),
  };
}
