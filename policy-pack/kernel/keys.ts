import { tokens } from "./tokens";

/** The types of keys, each with a policy, a window of deletion and a lockout check of its own. */
export const keyTypes = [
    tokens.key,
    tokens.replicaKey,
    tokens.externalKey,
    tokens.replicaExternalKey,
] as const;
