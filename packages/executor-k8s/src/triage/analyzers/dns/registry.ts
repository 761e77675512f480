import type { Analyzer } from '../../draft.ts';
import { clusterDns } from './cluster-dns.ts';
import { podDns } from './pod-dns.ts';

/** Analyzers of this area. */
export const dnsAnalyzers: readonly Analyzer[] = [clusterDns, podDns];
