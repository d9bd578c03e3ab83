import { isRaisable, quotaNames, quotas, usedOf } from "../../infra/config/quotas";
import { isRecord } from "../../state/exported";
import type { Graph } from "../../state/graph";

/** How much of an account's limit a stack uses by itself. */
export interface QuotaFact {
    /** What is counted, such as `IAM roles per account`. */
    readonly what: string;
    /** Of a limit on a VPC or a file system, in the one that holds most. */
    readonly used: number;
    readonly limit: number;
    /** `used / limit` */
    readonly share: number;
    /** Whether the limit is what the configuration says was granted, and not AWS's default. */
    readonly isGranted: boolean;
    readonly isRaisable: boolean;
    readonly source: string;
}

/** From this share of a limit on a report warns. */
export const nearLimit = 0.8;

/**
 * How much of each quota a graph uses, the fullest first.
 * @param granted limits that AWS has granted the account, by the names of the configuration's section `quotas`
 */
export function readQuotas(graph: Graph, region: string, granted: unknown): readonly QuotaFact[] {
    return quotaNames
        .map((name): QuotaFact => {
            const raised = isRecord(granted) ? granted[name] : undefined;
            const limit = typeof raised === "number" ? raised : quotas[name].limit;
            const used = usedOf(name, graph.resources, region);
            return {
                what: quotas[name].what,
                used,
                limit,
                share: used / limit,
                isGranted: typeof raised === "number",
                isRaisable: isRaisable(name),
                source: quotas[name].source,
            };
        })
        .toSorted((a, b) => b.share - a.share);
}
