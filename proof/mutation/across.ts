import { componentTypes } from "../../state/components";
import type { Environment } from "../../state/environments";
import type { Export, ExportedResource } from "../../state/exported";
import { serviceRoleKindOf } from "../account/parts";
import { groupsOf, typed } from "./links";
import { adding, allowing, changed, type Mutant, mutant, set } from "./mutant";

/** An environment, and its resources as the state has them. */
interface Part {
    readonly environment: Environment;
    readonly resources: readonly ExportedResource[];
}

/** Weakenings by which one environment reaches into another of the same stack. */
export function acrossMutants(state: Export, from: Part, to: Part): readonly Mutant[] {
    const target = `${from.environment.name} into ${to.environment.name}`;
    const { graph } = from.environment;
    const role = graph
        .all("aws:iam/role:Role")
        .find((each) => serviceRoleKindOf(each, graph) === "backup role");
    // An agent's own policy denies it every other file system, so its role would not do.
    const policy = typed(from.resources, "aws:iam/rolePolicy:RolePolicy").find(
        ({ outputs }) => role !== undefined && outputs?.role === role.props.name,
    );
    const fileSystem = typed(to.resources, "aws:efs/fileSystem:FileSystem", componentTypes.storage)[0]
        ?.outputs?.arn;
    const { agents } = groupsOf(from.resources);
    const { mountTargets } = groupsOf(to.resources);
    const [out] = typed(
        from.resources,
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        componentTypes.storage,
    );
    const [into] = typed(
        to.resources,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        componentTypes.storage,
    );
    return [
        ...(policy && fileSystem !== undefined
            ? [
                  changed(
                      state,
                      "role may mount another environment's file system",
                      policy,
                      target,
                      allowing({ Action: "elasticfilesystem:ClientMount", Resource: fileSystem }),
                  ),
              ]
            : []),
        ...(agents !== undefined && mountTargets !== undefined && out && into
            ? [
                  mutant(
                      state,
                      "agents admitted at another environment's mount targets",
                      target,
                      adding(out, set("referencedSecurityGroupId", mountTargets)),
                      adding(into, set("referencedSecurityGroupId", agents)),
                  ),
              ]
            : []),
    ];
}
