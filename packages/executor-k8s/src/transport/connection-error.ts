import type { CloudOpsError } from '@cloudops/spec';
import { codeOf, type KubernetesErrorCode, kubernetesError } from '../errors.ts';

interface Explanation {
  readonly code: KubernetesErrorCode;
  readonly what: string;
  readonly nextSteps: readonly string[];
}

const untrusted: Explanation = {
  code: 'SERVER_CERTIFICATE_UNTRUSTED',
  what: "its certificate is not signed by the kubeconfig's certificate authority",
  nextSteps: [
    'Fetch a new kubeconfig: the cluster may have been rebuilt, or another server may be answering at this address.',
    'Check certificate-authority(-data) of the cluster in the kubeconfig; behind an intercepting proxy add its CA there.',
  ],
};
const refused: Explanation = {
  code: 'CONNECTION_REFUSED',
  what: 'nothing listens there (connection refused)',
  nextSteps: [
    'Check that the cluster runs and that address and port in the kubeconfig are right.',
    'If it needs a tunnel, start that first.',
  ],
};
const dns: Explanation = {
  code: 'DNS_FAILED',
  what: 'its host name cannot be resolved',
  nextSteps: ["Check the name in the kubeconfig, the VPN and DNS; a deleted cluster's name disappears as well."],
};
const silent: Explanation = {
  code: 'CONNECT_TIMED_OUT',
  what: 'no answer to the connection attempt in time',
  nextSteps: ['Check the VPN, firewalls and, for a private endpoint, that you are inside its network.'],
};
const reset: Explanation = {
  code: 'CONNECTION_RESET',
  what: 'the connection broke while it was in use',
  nextSteps: ['Try again; if it stays, look at the load balancer or proxy in between.'],
};
const route: Explanation = {
  code: 'UNREACHABLE',
  what: 'there is no route to it',
  nextSteps: ['Check the network, the VPN and the address in the kubeconfig.'],
};
const slow: Explanation = {
  code: 'REQUEST_TIMED_OUT',
  what: 'it did not answer in time',
  nextSteps: ['Try again with a longer --timeout; the API server may be overloaded.'],
};
const keyPair: Explanation = {
  code: 'CLIENT_CERTIFICATE_INVALID',
  what: 'client certificate and key in the kubeconfig do not fit or cannot be read',
  nextSteps: ['Fetch a new kubeconfig.'],
};

const explanations: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: refused,
  ENOTFOUND: dns,
  EAI_AGAIN: dns,
  EAI_FAIL: dns,
  UND_ERR_CONNECT_TIMEOUT: silent,
  ETIMEDOUT: silent,
  UND_ERR_HEADERS_TIMEOUT: slow,
  UND_ERR_BODY_TIMEOUT: slow,
  ECONNRESET: reset,
  EPIPE: reset,
  UND_ERR_SOCKET: reset,
  UND_ERR_CLOSED: reset,
  EHOSTUNREACH: route,
  ENETUNREACH: route,
  EADDRNOTAVAIL: route,
  CERT_HAS_EXPIRED: {
    code: 'SERVER_CERTIFICATE_EXPIRED',
    what: "the server's certificate has expired",
    nextSteps: ["Renew it on the cluster (`kubeadm certs renew apiserver`), or check this machine's clock."],
  },
  CERT_NOT_YET_VALID: {
    code: 'SERVER_CERTIFICATE_EXPIRED',
    what: "the server's certificate is not valid yet",
    nextSteps: ["Check this machine's clock."],
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: 'SERVER_NAME_MISMATCH',
    what: "its certificate is for another name than the kubeconfig's server",
    nextSteps: ['Use a name that the certificate lists, or set tls-server-name in the kubeconfig.'],
  },
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  INVALID_CA: untrusted,
  CERT_UNTRUSTED: untrusted,
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: keyPair,
  ERR_OSSL_UNSUPPORTED: keyPair,
  ERR_OSSL_PEM_NO_START_LINE: keyPair,
};

function innermost(error: unknown): unknown {
  let current = error;
  let coded = error;
  for (let depth = 0; depth < 5; depth += 1) {
    if (codeOf(current) !== '') coded = current;
    if (explanations[codeOf(current)] !== undefined) return current;
    if (current instanceof AggregateError && current.errors.length > 0) current = current.errors[0];
    else if (current instanceof Error && current.cause !== undefined) current = current.cause;
    else break;
  }
  return coded;
}

function explanationOf(code: string): Explanation {
  const known = explanations[code];
  if (known !== undefined) return known;
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_OSSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO') {
    return {
      code: 'TLS_FAILED',
      what: `TLS failed (${code})`,
      nextSteps: [
        'Check that the server speaks TLS at that port (https in the kubeconfig) and that no proxy interferes.',
      ],
    };
  }
  return {
    code: 'UNREACHABLE',
    what: `the request failed${code === '' ? '' : ` (${code})`}`,
    nextSteps: ['Run again with --verbose for the underlying error.'],
  };
}

/** Says what went wrong below HTTP, with its own code and next steps; decided by error codes, never by text. */
export function connectionError(error: unknown, endpoint: string): CloudOpsError {
  const cause = innermost(error);
  const { code, what, nextSteps } = explanationOf(codeOf(cause));
  return kubernetesError({ code, message: `${endpoint} could not be reached: ${what}.`, nextSteps, cause: error });
}

const certificates: Partial<Record<KubernetesErrorCode, string>> = {
  SERVER_CERTIFICATE_UNTRUSTED: 'its certificate is not signed by a certificate authority that is trusted',
  SERVER_NAME_MISMATCH: 'its certificate is for another name than the configured address',
};

/** As {@link connectionError}, for a server that the configuration names, not the kubeconfig. */
export function metricsConnectionError(error: unknown, endpoint: string, product: string): CloudOpsError {
  const { code, what } = explanationOf(codeOf(innermost(error)));
  const why = certificates[code] ?? what;
  const nextSteps =
    certificates[code] === undefined
      ? [`Check the address of ${product} in the configuration, and that a tunnel or VPN it needs is up.`]
      : [`State ca_file for ${product} in the configuration, or use a name that its certificate lists.`];
  return kubernetesError({ code, message: `${endpoint} could not be reached: ${why}.`, nextSteps, cause: error });
}
