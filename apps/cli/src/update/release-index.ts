import { z } from 'zod';
import { isVersion } from './version-order.ts';

/** A binary that can be downloaded. */
export interface ReleaseArtifact {
  /** As `process.platform` and `process.arch` say it: `linux-x64`. */
  readonly platform: string;
  /** Name of the gzip file, beside the index. */
  readonly file: string;
  /** Bytes of the gzip file. */
  readonly size: number;
  /** Of the gzip file, hexadecimal. */
  readonly sha256: string;
  /** Bytes of the binary. */
  readonly binary_size: number;
  /** Of the binary, hexadecimal. */
  readonly binary_sha256: string;
}

/** A version with its binaries. */
export interface Release {
  readonly version: string;
  readonly artifacts: readonly ReleaseArtifact[];
}

/** The signed list of what can be installed: `releases.json`. */
export interface ReleaseIndex {
  readonly schema_version: 1;
  readonly product: 'cloudops';
  /** ISO 8601, UTC. A list that is older than one seen before is refused. */
  readonly issued_at: string;
  /** ISO 8601, UTC. After it the list is refused: whoever only repeats it could hide newer releases. */
  readonly expires_at: string;
  readonly releases: readonly Release[];
}

const largestBinary = 512 * 1024 * 1024;
const bytes = z.int().min(1).max(largestBinary);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();

const schema: z.ZodType<ReleaseIndex> = z.object({
  schema_version: z.literal(1),
  product: z.literal('cloudops'),
  issued_at: time,
  expires_at: time,
  releases: z
    .array(
      z.object({
        version: z.string().refine(isVersion),
        artifacts: z
          .array(
            z.object({
              platform: z.string().regex(/^[a-z0-9]+-[a-z0-9]+$/),
              // A name and no path: it is fetched from beside the index, and never used as a file name here.
              file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/),
              size: bytes,
              sha256,
              binary_size: bytes,
              binary_sha256: sha256,
            }),
          )
          .max(50),
      }),
    )
    .max(1000),
});

/** Reads an index whose signature was checked before. @returns null when it is none. */
export function parseReleaseIndex(content: Uint8Array): ReleaseIndex | null {
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(content).toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
