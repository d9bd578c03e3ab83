import { accessMutants } from "./accessMutants";
import { computeMutants } from "./computeMutants";
import type { Mutant } from "./mutant";
import { operationsMutants } from "./operationsMutants";
import { storageMutants } from "./storageMutants";

/**
 * For each rule one break of the kit that this rule refuses, and no other. Its names are the contract: configuration and
 * exemptions of whoever uses the pack refer to them.
 */
export const mutants: Readonly<Record<string, Mutant>> = {
    ...storageMutants,
    ...accessMutants,
    ...computeMutants,
    ...operationsMutants,
};
