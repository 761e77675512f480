/** The variables of an environment; a plugin is given those that its manifest names. `process.env` fits. */
export type Variables = Readonly<Record<string, string | undefined>>;
