import { audit } from "./audit";
import { backup } from "./backup";
import { compute } from "./compute";
import type { Control } from "./control";
import { efsAccess } from "./efsAccess";
import { efsFileSystem } from "./efsFileSystem";
import { iam } from "./iam";
import { kms } from "./kms";
import { network } from "./network";
import { signals } from "./signals";

/** Every control of the pack by name. Names are the contract: configuration and exemptions refer to them. */
export const catalogue = {
    ...efsFileSystem,
    ...efsAccess,
    ...kms,
    ...network,
    ...compute,
    ...iam,
    ...backup,
    ...audit,
    ...signals,
};

/** The name of a control. */
export type ControlName = keyof typeof catalogue;

/** Looks a control up by its name. */
export function controlOf(name: ControlName): Control {
    return catalogue[name];
}
