import { z } from 'zod';

/** What `cloudops mcp` offers to a client, besides what only reads. */
export interface McpSettings {
  /** Whether playbooks that change something are offered: they are planned there, never applied. */
  readonly allow_changes: boolean;
  /** Only these playbooks become tools; all unless stated. */
  readonly playbooks?: readonly string[];
}

/** Checks {@link McpSettings}; what is left out has its default. */
export const mcpSettingsSchema: z.ZodType<McpSettings> = z.strictObject({
  allow_changes: z.boolean().default(false),
  playbooks: z
    .array(z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be the id of a playbook'))
    .min(1)
    .exactOptional(),
});
