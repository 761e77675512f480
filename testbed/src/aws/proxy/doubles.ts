import { toErrorAnswer, toJsonAnswer, toXmlAnswer, type WireAnswer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';

/** An answer that is set by hand, for an operation that moto lacks or answers wrong. */
export interface SetAnswer {
  /** As signed, such as `compute-optimizer`. */
  readonly service: string;
  /** Such as `GetEC2InstanceRecommendations`. */
  readonly operation: string;
  /** Only in this region; in all unless stated. */
  readonly region?: string;
  /** Only for this access key; for all unless stated. */
  readonly accessKey?: string;
  /** 200 unless stated. */
  readonly status?: number;
  /** The body: a document for JSON services, XML text for the query protocols. */
  readonly body: unknown;
}

const optimizerLists: Readonly<Record<string, string>> = {
  GetAutoScalingGroupRecommendations: 'autoScalingGroupRecommendations',
  GetEBSVolumeRecommendations: 'volumeRecommendations',
  GetEC2InstanceRecommendations: 'instanceRecommendations',
  GetECSServiceRecommendations: 'ecsServiceRecommendations',
  GetIdleRecommendations: 'idleRecommendations',
  GetLambdaFunctionRecommendations: 'lambdaFunctionRecommendations',
  GetRDSDatabaseRecommendations: 'rdsDBRecommendations',
  GetRecommendationSummaries: 'recommendationSummaries',
};

/** Whole services that moto lacks: an account that uses them and has nothing in them. */
const empty: Readonly<Record<string, (operation: string) => unknown>> = {
  'compute-optimizer': (operation) => {
    if (operation === 'GetEnrollmentStatus') return { status: 'Active', memberAccountsEnrolled: false };
    const list = optimizerLists[operation];
    return list === undefined ? null : { [list]: [], errors: [] };
  },
  'cost-optimization-hub': (operation) => {
    if (operation === 'ListEnrollmentStatuses') return { items: [{ status: 'Active' }] };
    return /^List/.test(operation) ? { items: [] } : null;
  },
  savingsplans: (operation) => (operation === 'DescribeSavingsPlans' ? { savingsPlans: [] } : null),
};

/** REST services name an operation by its path: `POST /DescribeSavingsPlans`. */
function nameOperation(request: AwsRequest): string {
  return request.protocol === 'rest' ? request.operation.replace(/^\w+ \//, '') : request.operation;
}

/** Answers that do not come from moto. */
export class Doubles {
  #answers: readonly SetAnswer[] = [];

  /** Replaces all set answers. */
  set(answers: readonly SetAnswer[]): void {
    this.#answers = answers;
  }

  /** The answer to a request; null when moto is to answer. */
  answer(request: AwsRequest): WireAnswer | null {
    const operation = nameOperation(request);
    const found = this.#answers.find(
      (answer) =>
        answer.service === request.service &&
        answer.operation === operation &&
        (answer.region ?? request.region) === request.region &&
        (answer.accessKey ?? request.accessKey) === request.accessKey,
    );
    if (found !== undefined) {
      const status = found.status ?? 200;
      return typeof found.body === 'string' ? toXmlAnswer(status, found.body) : toJsonAnswer(status, found.body);
    }
    const service = empty[request.service];
    if (service === undefined) return null;
    const body = service(operation);
    if (body !== null) return toJsonAnswer(200, body);
    const message = `The test bed has no answer for ${request.service} ${operation}`;
    return toErrorAnswer(request, { status: 400, code: 'UnknownOperationException', message });
  }
}
