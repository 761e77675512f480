import type { WireTransport } from '@cloudops/spec';

/**
 * A transport whose answers are read here and nowhere else. What wraps one does not say so: a recorder keeps answers as
 * text, so it is given JSON.
 */
export interface ProtobufTransport extends WireTransport {
  readonly takesProtobuf: true;
}

/** Whether answers may come in protobuf. */
export function takesProtobuf(transport: WireTransport): transport is ProtobufTransport {
  return 'takesProtobuf' in transport && transport.takesProtobuf === true;
}
