import { portOf, type Reader, reader } from './line-reader.ts';

const host = '([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)';
/** Names that stand for no address. */
export const noAddress: Reader = reader(
  [
    new RegExp(
      `lookup ${host}(?: on [\\d.:\\[\\]]+)?: (?:no such host|server misbehaving|i/o timeout|Temporary failure|(?:dial|read|write) (?:udp|tcp))`,
      'i',
    ),
    new RegExp(`(?:ENOTFOUND|EAI_AGAIN) ${host}`, 'i'),
    new RegExp(`UnknownHostException: ${host}`, 'i'),
    new RegExp(`could not translate host name "?${host}"? to address`, 'i'),
    new RegExp(`host not found in upstream "?${host}`, 'i'),
    new RegExp(
      `(?:could not|couldn't|failed to|unable to|cannot) resolve (?:host(?:name)?|address|name)[: ]{1,2}['"]?${host}`,
      'i',
    ),
    new RegExp(
      `(?:Unknown (?:MySQL server )?host|Name or service not known|getaddrinfo failed)[^\\n]{0,20}['"( :]${host}`,
      'i',
    ),
    /no such host|Name or service not known|Temporary failure in name resolution|getaddrinfo failed|nodename nor servname|DnsNameResolverTimeoutException/i,
  ],
  (name) => ({ kind: 'peer', how: 'no-address', host: name.toLowerCase(), port: null }),
);
/** Peers that refuse, or do not answer. */
export const refused: Reader = (line) => {
  const isRefused =
    /connection refused|ECONNREFUSED|actively refused|connection to \S{1,253} refused\.|reset reason: connection failure/i.test(
      line,
    );
  const isTimeout =
    !isRefused &&
    /i\/o timeout|ETIMEDOUT|connection timed out|connect timed out|connection to \S{1,253} timed out|operation (?:has )?timed out|connect(?:ion)? timeout|deadline exceeded|no route to host|EHOSTUNREACH|network is unreachable|can't connect to|could not connect to|unable to connect to|failed to connect to|communications link failure|NoBrokersAvailable|not possible to connect to|connection to node -?\d{1,6} [^\n]{0,300}could not be established|AMQPConnectionError|broker may not be available/i.test(
      line,
    );
  if (!isRefused && !isTimeout) return null;
  const addresses = [...line.matchAll(new RegExp(`(?:^|[\\s'"/@(=,])${host}:(\\d{2,5})\\b`, 'gi'))];
  // A name says more than the address that it stood for.
  const named = addresses.find(([, name = '']) => /[a-z]/i.test(name)) ?? addresses[0];
  const server =
    /(?:server (?:at|on)|host) ['"]?([a-z][a-z0-9.-]{1,253})['"]?[\s,(]/i.exec(line) ??
    /(?:connection|connect) to ['"]?([a-z][a-z0-9.-]{1,253})['"]?[\s,(]/i.exec(line);
  const port = named?.[2] ?? /port:? (\d{2,5})/i.exec(line)?.[1] ?? '';
  const name = named?.[1] ?? server?.[1] ?? '';
  return { kind: 'peer', how: isRefused ? 'refused' : 'timeout', host: name.toLowerCase(), port: portOf(port) };
};
