import { groupTypes } from "../../policy-pack/kernel/tokens";
import { mountGroup, nfsIngress } from "./baseline";
import { but, declare } from "./plan";

/** The ingress rule of the mount targets from something else than a group. */
export const from = (props: Record<string, unknown>) =>
    but(nfsIngress, { referencedSecurityGroupId: undefined, ...props });

/** A rule of the older type, which may be of either direction. */
export const olderRule = declare(groupTypes.rule, "older", {
    type: "ingress",
    protocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrBlocks: ["10.0.0.0/8"],
    description: "HTTPS",
    securityGroupId: "sg-1",
});

/** The mount targets' group with rules of its own, under `ingress` or `egress`. */
export const inline = (direction: string, ...rules: unknown[]) => but(mountGroup, { [direction]: rules });

/** What an inline rule on HTTPS says, but for whom it admits. */
export const https = { protocol: "tcp", fromPort: 443, toPort: 443, description: "HTTPS" };
