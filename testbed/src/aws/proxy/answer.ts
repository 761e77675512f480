import type { AwsRequest } from './aws-request.ts';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An error as AWS names it. */
export interface AwsError {
  readonly status: number;
  /** Such as `RequestLimitExceeded`. */
  readonly code: string;
  readonly message: string;
}

const requestId = '00000000-0000-4000-8000-000000000000';
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes text for XML. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (found) => escapes[found] ?? found);
}

/** An XML document as an answer. */
export function toXmlAnswer(status: number, text: string): WireAnswer {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId }, body };
}

/** A JSON document as an answer. */
export function toJsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId, ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** RFC 8949 text string of any length below 64 KiB. */
function encodeCborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.from([0x79, bytes.length >> 8, bytes.length & 0xff]);
  return Buffer.concat([head, bytes]);
}

function toCborError(error: AwsError): WireAnswer {
  const fields = ['__type', error.code, 'message', error.message].map(encodeCborText);
  return {
    status: error.status,
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-requestid': requestId },
    body: Buffer.concat([Buffer.from([0xa2]), ...fields]),
  };
}

/** Words an error as the request's protocol does. */
export function toErrorAnswer(request: Pick<AwsRequest, 'protocol'>, error: AwsError): WireAnswer {
  const code = escapeXml(error.code);
  const message = escapeXml(error.message);
  switch (request.protocol) {
    case 'ec2':
      return toXmlAnswer(
        error.status,
        `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
      );
    case 'query':
      return toXmlAnswer(
        error.status,
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    case 'cbor':
      return toCborError(error);
    case 'json':
      return toJsonAnswer(error.status, { __type: error.code, message: error.message });
    case 'rest':
      return toJsonAnswer(error.status, { message: error.message }, { 'x-amzn-errortype': error.code });
  }
}
