import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { cacheFolder } from "../../cli/cacheFolder";

const awsguard = "@pulumi/awsguard@0.3.1";

/** The same number of rules, on the same types, that do nothing: what the host costs by itself. */
export function floorOf(rules: Policies): Policies {
    return rules.map((rule) => {
        const { name, description } = rule;
        const both = rule as Partial<ResourceValidationPolicy & StackValidationPolicy>;
        const empty: Record<string, unknown> = { name, description };
        if (typeof both.validateResource === "function")
            empty.validateResource = nothing(both.validateResource);
        if (both.validateStack) empty.validateStack = nothing(both.validateStack);
        return empty as unknown as Policies[number];
    });
}

function nothing(like: object): object {
    const type: unknown = Reflect.get(like, "__pulumiType");
    return Object.assign(() => undefined, type === undefined ? {} : { __pulumiType: type });
}

/**
 * Every rule of awsguard, installed once into the user's cache: it wants a version of the AWS SDK of its own, far too
 * large for a development dependency. Its rules register themselves through a function that is replaced here, since the
 * only way it offers to list them starts a server.
 */
export function awsguardRules(): Policies {
    const folder = cacheFolder("awsguard-0.3.1");
    if (!existsSync(join(folder, "node_modules", "@pulumi", "awsguard"))) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
        const { status } = spawnSync(
            "npm",
            ["install", "--no-audit", "--no-fund", "--ignore-scripts", awsguard],
            { cwd: folder, stdio: "inherit" },
        );
        if (status !== 0) throw new Error(`${awsguard} could not be installed into ${folder}`);
    }
    const load = createRequire(join(folder, "package.json"));
    const collected: Policies = [];
    const registry = load("@pulumi/awsguard/awsGuard") as {
        registerPolicy: (property: string, policy: Policies[number]) => void;
    };
    registry.registerPolicy = (_, policy) => collected.push({ ...policy, enforcementLevel: "mandatory" });
    for (const area of [
        "apiGateway",
        "compute",
        "database",
        "elasticsearch",
        "network",
        "security",
        "storage",
    ])
        load(`@pulumi/awsguard/${area}`);
    return collected;
}
