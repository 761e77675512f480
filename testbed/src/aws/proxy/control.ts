import { toJsonAnswer, type WireAnswer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import type { Doubles, SetAnswer } from './doubles.ts';
import type { Fault, FaultTable } from './faults.ts';
import type { Forwarded, Upstream } from './upstream.ts';

/** How often an operation was called, and what came of it. */
export interface RequestCount {
  /** As signed. */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** HTTP status; 0 = no answer was given. */
  readonly status: number;
  readonly count: number;
}

/** The proxy's own paths, below `/__testbed/`. */
export interface Control {
  answer(request: Forwarded): Promise<WireAnswer>;
  /** Notes an answered request. */
  count(request: AwsRequest, status: number): void;
}

interface ControlParts {
  readonly moto: Upstream;
  readonly faults: FaultTable;
  readonly doubles: Doubles;
}

/** Makes the control paths: `faults` and `answers` are set, `requests` are read or cleared, the rest is moto's. */
export function createControl({ moto, faults, doubles }: ControlParts): Control {
  const counts = new Map<string, number>();
  const list = (): readonly RequestCount[] =>
    [...counts].sort().map(([key, count]) => {
      const [service = '', operation = '', region = '', status = ''] = key.split('\n');
      return { service, operation, region, status: Number(status), count };
    });
  return {
    count: ({ service, operation, region }, status) => {
      const key = [service, operation, region, status].join('\n');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    answer: async (request) => {
      const read = (): unknown => JSON.parse(request.body.toString('utf8'));
      switch (`${request.method} ${request.path}`) {
        case 'PUT /__testbed/faults':
          faults.set(read() as readonly Fault[]);
          return toJsonAnswer(200, {});
        case 'PUT /__testbed/answers':
          doubles.set(read() as readonly SetAnswer[]);
          return toJsonAnswer(200, {});
        case 'GET /__testbed/requests':
          return toJsonAnswer(200, list());
        case 'DELETE /__testbed/requests':
          counts.clear();
          return toJsonAnswer(200, {});
        default:
          return moto.forward(request);
      }
    },
  };
}
