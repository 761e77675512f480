import { describe, expect, it } from 'vitest';
import { readPages } from './pages.ts';
import type { SdkClient, SdkPaginator, ServiceModule } from './service-module.ts';

/** A service whose answers are these, one after the other; the last one repeats. */
async function read(answers: readonly object[], paginator: SdkPaginator | null = null): Promise<readonly object[]> {
  let count = 0;
  const client: SdkClient = {
    config: {},
    send: async () => answers[Math.min(count++, answers.length - 1)] ?? {},
    destroy: () => {},
  };
  const module: ServiceModule = {
    createClient: () => client,
    createCommand: (_operation, input) => input,
    toInput: (_operation, input) => input,
    assertPath: () => {},
    paginatorOf: () => paginator,
  };
  const request = { module, client, service: 'x', operation: 'ListThings', input: {}, options: {} };
  const pages: object[] = [];
  for await (const page of readPages(request)) pages.push(page);
  return pages;
}

describe('readPages', () => {
  it.each([
    [[{ Things: [1] }]],
    [[{ Things: [1], IsTruncated: false }]],
    [
      [
        { Things: [1], NextToken: 'a' },
        { Things: [2], NextToken: '' },
      ],
    ],
    [[{ Things: [1], NextMarker: 'a' }, { Things: [2] }]],
  ])('reads %j to the end', async (answers) => {
    expect(await read(answers)).toEqual(answers);
  });

  it.each([
    { Things: [1], IsTruncated: true },
    { Things: [1], HasMoreResults: true },
    { Things: [1], NextThingsIdentifier: 'b' },
    { Things: [1], LastEvaluatedTableName: 'b' },
  ])('does not take %j for all there is', async (answer) => {
    await expect(read([answer])).rejects.toMatchObject({ code: 'PAGING_BROKEN' });
  });

  it('ends also when a paginator of unknown tokens does not', async () => {
    const endless: SdkPaginator = async function* () {
      for (;;) yield { Things: [] };
    };
    await expect(read([], endless)).rejects.toMatchObject({ code: 'PAGING_BROKEN' });
  });
});
