/** A `fetch` that stops reading an answer beyond a size, and remembers that it did. */
export interface BoundedFetch {
  readonly fetch: typeof fetch;
  /** Whether an answer was larger than allowed. */
  isExceeded(): boolean;
}

/** Bounds answers in bytes after decompression, so that neither a huge body nor a small bomb fills the memory. */
export function createBoundedFetch(inner: typeof fetch, maximumBytes: number): BoundedFetch {
  let exceeded = false;
  return {
    isExceeded: () => exceeded,
    fetch: async (input, init) => {
      const response = await inner(input, init);
      if (response.body === null) return response;
      let seen = 0;
      const bounded = response.body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            seen += chunk.byteLength;
            exceeded ||= seen > maximumBytes;
            if (exceeded) controller.terminate();
            else controller.enqueue(chunk);
          },
        }),
      );
      const { status, statusText, headers } = response;
      return new Response(bounded, { status, statusText, headers });
    },
  };
}
