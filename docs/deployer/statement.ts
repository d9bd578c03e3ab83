/** What one statement of a policy is made from. */
export interface Part {
    readonly sid: string;
    /** ARNs that it is limited to; `*` where AWS makes up the name, or has no resource to name. */
    readonly resource: string | readonly string[];
    readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
    /**
     * By type of resource, what the provider calls for it, as `service: Action Action`, from the provider's sources and
     * IAM's reference. A type that is no longer in the graph takes its permissions along.
     */
    readonly calls: Readonly<Record<string, string>>;
}

/** `ec2: A B; kms: C` as `["ec2:A", "ec2:B", "kms:C"]`. */
export function actionsOf(calls: string): string[] {
    return calls.split("; ").flatMap((part) => {
        const [service = "", names = ""] = part.split(": ");
        return names.split(" ").map((name) => `${service}:${name}`);
    });
}

/** The policy that allows these parts, and nothing else. */
export function policyOf(parts: readonly Part[]): string {
    const Statement = parts.map(({ sid, resource, condition, calls }) => ({
        Sid: sid,
        Effect: "Allow",
        Action: [...new Set(Object.values(calls).flatMap(actionsOf))].toSorted(),
        Resource: resource,
        ...(condition && { Condition: condition }),
    }));
    return `${JSON.stringify({ Version: "2012-10-17", Statement }, undefined, 4)}\n`;
}
