import { toErrorAnswer, type WireAnswer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import { toDenial, toPermission } from './faults.ts';

/** moto calls whatever it has no better name for a web page. */
function nameContent(answer: WireAnswer): WireAnswer {
  if (answer.headers['content-type']?.startsWith('text/html') !== true) return answer;
  const begin = answer.body.subarray(0, 16).toString('latin1').trimStart();
  if (/^(<!doctype|<html)/i.test(begin)) return answer;
  const type = begin.startsWith('<') ? 'text/xml;charset=UTF-8' : 'application/json';
  return { ...answer, headers: { ...answer.headers, 'content-type': type } };
}

/**
 * Words a refusal of moto as AWS does: moto knows one form for all services, `AccessDenied` in XML; EC2 says
 * `UnauthorizedOperation`, and services that speak JSON answer in JSON. Other answers stay as they are.
 */
export function wordAsAws(request: AwsRequest, answer: WireAnswer): WireAnswer {
  if (answer.status < 400) return nameContent(answer);
  const text = answer.body.toString('utf8');
  const denied = /User: (\S+) is not authorized to perform: (\S+?)[\s<"]/.exec(`${text} `);
  if (answer.status === 403 && denied !== null) {
    const why = `because no identity-based policy allows the ${denied[2] ?? toPermission(request)} action`;
    return toErrorAnswer(request, toDenial(request, denied[1] ?? '', why));
  }
  const filter = /The filter (?:'|&#39;|&#x27;)([\w:.-]+)(?:'|&#39;|&#x27;) for/.exec(text);
  if (request.protocol === 'ec2' && answer.status >= 500 && filter !== null) {
    const message = `The filter '${filter[1] ?? ''}' is invalid`;
    return toErrorAnswer(request, { status: 400, code: 'InvalidParameterValue', message });
  }
  const code = /<Code>([^<]+)<\/Code>/.exec(text)?.[1];
  const speaksJson = request.protocol !== 'ec2' && request.protocol !== 'query';
  if (!speaksJson || code === undefined || (answer.status !== 401 && answer.status !== 403)) return answer;
  const message = /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? '';
  const named = code === 'InvalidClientTokenId' ? 'UnrecognizedClientException' : 'InvalidSignatureException';
  return toErrorAnswer(request, { status: 400, code: named, message });
}
