/** Keeps this process from ending while it waits for another one that would not keep it, such as a plugin's that is to end. */
export async function keepAwake<Result>(work: () => Promise<Result>): Promise<Result> {
  const timer = setInterval(() => undefined, 60_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
