import { tokens } from "../../policy-pack/kernel/tokens";
import { accessPoint, fileSystem, fileSystemPolicy, grant, role, rolePolicy } from "./baseline";
import { but, type Declared, declare, json, of } from "./plan";
import { rule } from "./table";

const otherPoint = { ...accessPoint, name: "other-point" };
const otherRole = { ...role, name: "other-role" };
const area = {
    ...otherPoint,
    name: "area",
    props: { ...otherPoint.props, tags: { "shared-area": "maven-cache" } },
};
const bound = [rolePolicy, role, accessPoint, fileSystem];
/** An agent's policy that allows these access points. */
const allowing = (name: string, holder: Declared, ...points: Declared[]) =>
    declare(tokens.rolePolicy, name, {
        role: of(holder, "name"),
        policy: json({
            Statement: [
                {
                    ...grant,
                    Condition: {
                        StringEquals: {
                            "elasticfilesystem:AccessPointArn": points.map((point) => of(point)),
                        },
                    },
                },
            ],
        }),
    });
const managed = declare(tokens.policy, "managed", { policy: rolePolicy.props.policy });
const attach = (holder: Declared, name = `attach-${holder.name}`) =>
    declare(tokens.attachment, name, { role: of(holder, "name"), policyArn: of(managed) });

rule("efs-agent-bound-to-own-access-point", {
    accepts: {
        "one role, one access point": bound,
        "two roles, each with its own": [
            ...bound,
            allowing("other", otherRole, otherPoint),
            otherRole,
            otherPoint,
        ],
        "a role with its own access point and an area, which another role has too": [
            ...bound,
            allowing("more", role, area),
            allowing("reader", otherRole, area),
            otherRole,
            area,
        ],
        "the same document attached and used as boundary": [
            managed,
            attach(role),
            but(role, { permissionsBoundary: of(managed) }),
            accessPoint,
            fileSystem,
        ],
    },
    refuses: {
        "a role with two access points in one document": {
            plan: [
                role,
                allowing("both", role, accessPoint, otherPoint),
                accessPoint,
                otherPoint,
                fileSystem,
            ],
            says: /2 access points \(agent, other-point\)/,
        },
        "a role with two access points in two documents": [
            role,
            ...bound.filter((node) => node !== role),
            allowing("more", role, otherPoint),
            otherPoint,
        ],
        "two roles on one access point": {
            plan: [otherRole, ...bound, allowing("other", otherRole, accessPoint)],
            says: /as agent-role may/,
        },
        "a role with an area and two access points besides": {
            plan: [
                role,
                allowing("all", role, accessPoint, otherPoint, area),
                accessPoint,
                otherPoint,
                area,
                fileSystem,
            ],
            says: /2 access points \(agent, other-point\).*"shared-area": "maven-cache"/s,
        },
        "two roles on an access point that says it is not shared": {
            plan: [
                otherRole,
                ...bound.filter((node) => node !== accessPoint),
                but(accessPoint, { tags: { "shared-area": "false" } }),
                allowing("other", otherRole, accessPoint),
            ],
            on: "other-role",
        },
        "one managed policy for two roles": {
            plan: [otherRole, managed, attach(role), attach(otherRole), role, accessPoint, fileSystem],
        },
        "a managed policy by its ARN in the role": {
            plan: [
                otherRole,
                managed,
                but(role, { managedPolicyArns: [of(managed)] }),
                attach(otherRole),
                accessPoint,
                fileSystem,
            ],
            on: "agent-role",
        },
        "a second access point in the file system policy": {
            plan: [
                role,
                ...bound.filter((node) => node !== role),
                otherPoint,
                but(fileSystemPolicy, {
                    policy: json({
                        Statement: [
                            {
                                ...grant,
                                Principal: { AWS: of(role) },
                                Condition: {
                                    StringEquals: { "elasticfilesystem:AccessPointArn": of(otherPoint) },
                                },
                            },
                        ],
                    }),
                }),
            ],
            preview: "waits",
        },
    },
    ignores: { "a stack without access points": [role, fileSystem] },
});
