import { tokens } from "../../policy-pack/kernel/tokens";
import { accessPoint, fileSystem, role, rolePolicy } from "./baseline";
import { declare } from "./plan";

/** An inline policy of a role with these statements. */
export const stating = (...Statement: unknown[]) =>
    declare(tokens.rolePolicy, "policy", { role: "agent", policy: JSON.stringify({ Statement }) });

/** A statement that no rule minds. */
export const allow = {
    Effect: "Allow",
    Action: ["logs:PutLogEvents"],
    Resource: "arn:aws:logs:us-east-1:111122223333:log-group:a:*",
};

/** A policy that says what only the update knows. */
export const late = [rolePolicy, role, fileSystem, accessPoint];

/** A policy that is no JSON. */
export const broken = declare(tokens.rolePolicy, "policy", { role: "agent", policy: "{" });
