/** What one statement of a policy is made from. */
export interface Part {
    readonly sid: string;
    /** `Deny` holds whatever else allows it, also by policies that are not of the kit. @default Allow */
    readonly effect?: "Allow" | "Deny";
    /** ARNs that it is limited to; `*` where AWS makes up the name, or has no resource to name. */
    readonly resource: string | readonly string[];
    readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
    /**
     * By type of resource, what the provider calls for it (of a `Deny`: what is never called on these), as `service: Action Action`, from the provider's sources and
     * IAM's reference. A type that is no longer in the graph takes its permissions along.
     */
    readonly calls: Readonly<Record<string, string>>;
}

/** Where the ids of agents' images may stand: Amazon's own parameters, and those that the account has for its own images. */
export const imageParameters = [
    "arn:aws:ssm:*::parameter/aws/service/ami-amazon-linux-latest/*",
    "arn:aws:ssm:*:*:parameter/jenkins-efs/images/*",
] as const;

/** `ec2: A B; kms: C` as `["ec2:A", "ec2:B", "kms:C"]`. */
export function actionsOf(calls: string): string[] {
    return calls.split("; ").flatMap((part) => {
        const [service = "", names = ""] = part.split(": ");
        return names.split(" ").map((name) => `${service}:${name}`);
    });
}

/** The policy of these parts, which allows nothing else. */
export function policyOf(parts: readonly Part[]): string {
    const Statement = parts.map(({ sid, effect = "Allow", resource, condition, calls }) => ({
        Sid: sid,
        Effect: effect,
        Action: [...new Set(Object.values(calls).flatMap(actionsOf))].toSorted(),
        Resource: resource,
        ...(condition && { Condition: condition }),
    }));
    return `${JSON.stringify({ Version: "2012-10-17", Statement }, undefined, 4)}\n`;
}
