import { gunzipSync } from "node:zlib";
import { tokens } from "../../policy-pack/kernel/tokens";
import type { KitPlan } from "./kitPlan";

/** One break of the kit's plan, and what the configuration has to say for the rule to mind it. */
export interface Mutant {
    readonly mutate: (plan: KitPlan) => void;
    readonly config?: Readonly<Record<string, unknown>>;
    /** Another rule that cannot but refuse it as well, because it asks for more. */
    readonly also?: string;
}

export const everything = {
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: "elasticfilesystem:ClientMount",
    Resource: "*",
};
export const data = "key-data";
export const agent = "agent-linux-1";
export const bucketPart = (name: string) => `aws:s3/bucket${name}:Bucket${name}`;

export const set =
    (type: string, properties: Readonly<Record<string, unknown>>, name?: string) =>
    (plan: KitPlan): void =>
        plan.set(type, properties, name);

/** An agent's user data with one text in it replaced by another. */
export const userData = (from: string, to: string) => (plan: KitPlan) => {
    const packed = Buffer.from(String(plan.find(tokens.launchTemplate, agent).inputs.userData), "base64");
    const text = gunzipSync(packed).toString("utf8");
    if (!text.includes(from)) throw new Error(`the kit's user data has no ${from}`);
    plan.set(
        tokens.launchTemplate,
        { userData: Buffer.from(text.replace(from, to)).toString("base64") },
        agent,
    );
};

export const rolePolicy = (statement: object) => (plan: KitPlan) =>
    plan.document(tokens.rolePolicy, (document) => document.Statement.push({ ...statement }), "backup-role");

export const allow = (Action: string, Resource = "*") => ({ Effect: "Allow", Action, Resource });
