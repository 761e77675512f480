import { Session } from 'node:inspector/promises';

/**
 * How many calls of functions of this package some work makes. The same on any machine, however busy, where a time is not:
 * work that grows with the square of its input shows in it.
 * @param work must not wait: what runs meanwhile would be counted too.
 */
export async function countCalls(work: () => void): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    work();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const own = result.filter(({ url }) => url.includes('executor-aws/src/'));
    return own.flatMap(({ functions }) => functions).reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
  } finally {
    session.disconnect();
  }
}
