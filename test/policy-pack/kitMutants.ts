import type { ControlName } from "../../policy-pack/catalogue";
import { accessMutants } from "./accessMutants";
import { computeMutants } from "./computeMutants";
import type { Mutant } from "./mutant";
import { operationsMutants } from "./operationsMutants";
import { storageMutants } from "./storageMutants";

/** For each rule one break of the kit that this rule refuses, and no other. */
export const mutants: Readonly<Record<ControlName, Mutant>> = {
    ...storageMutants,
    ...accessMutants,
    ...computeMutants,
    ...operationsMutants,
};
