import { DatabaseMigrationService } from '@aws-sdk/client-database-migration-service';
import { EC2 } from '@aws-sdk/client-ec2';
import { EKS } from '@aws-sdk/client-eks';
import { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElastiCache } from '@aws-sdk/client-elasticache';
import { Kafka } from '@aws-sdk/client-kafka';
import { MemoryDB } from '@aws-sdk/client-memorydb';
import { RDS } from '@aws-sdk/client-rds';
import { Redshift } from '@aws-sdk/client-redshift';
import type { AwsCredentials } from '../credentials.ts';

/** Clients of one account and region, for staging. */
export interface Clients {
  readonly region: string;
  readonly account: string;
  readonly endpoint: string;
  readonly credentials: AwsCredentials;
  readonly cache: ElastiCache;
  readonly classic: ElasticLoadBalancing;
  readonly ec2: EC2;
  readonly eks: EKS;
  readonly kafka: Kafka;
  readonly balancers: ElasticLoadBalancingV2;
  readonly memory: MemoryDB;
  readonly migration: DatabaseMigrationService;
  readonly rds: RDS;
  readonly redshift: Redshift;
}

/** Makes clients that talk to a test bed. */
export function createClients(endpoint: string, credentials: AwsCredentials, region: string): Clients {
  const settings = { endpoint, credentials, region, maxAttempts: 1 };
  return {
    region,
    endpoint,
    credentials,
    account: credentials.account,
    cache: new ElastiCache(settings),
    classic: new ElasticLoadBalancing(settings),
    ec2: new EC2(settings),
    eks: new EKS(settings),
    kafka: new Kafka(settings),
    balancers: new ElasticLoadBalancingV2(settings),
    memory: new MemoryDB(settings),
    migration: new DatabaseMigrationService(settings),
    rds: new RDS(settings),
    redshift: new Redshift(settings),
  };
}

/** Closes the connections of clients. */
export function closeClients(clients: Clients): void {
  for (const value of Object.values(clients)) {
    if (typeof value === 'object' && value !== null && 'destroy' in value) (value as { destroy(): void }).destroy();
  }
}
