import type { AgentSettings } from "../../../infra/config/schema";
import { withDefaults } from "../../../infra/config/schema";
import { jcascNodes } from "../../../infra/jcasc";
import type { Export, ExportedResource } from "../../../state/exported";

const region = "eu-central-1";
const account = "123456789012";
/** The key that the agents' secrets are encrypted with. */
export const keyArn = `arn:aws:kms:${region}:${account}:key/11111111-2222-3333-4444-555555555555`;

const resource = (
    types: string,
    name: string,
    outputs: Readonly<Record<string, unknown>>,
): ExportedResource => ({
    urn: `urn:pulumi:dev::jenkins-efs::${types}::${name}`,
    type: types.split("$").at(-1) ?? "",
    custom: true,
    outputs,
});

/** The part of a deployed stack's state that is read to enrol its agents, each with the ARN of its secret. */
export function enrolState(
    agents: readonly AgentSettings[],
    secretArns: Readonly<Record<string, string>>,
    controllerUrl?: string,
): Export {
    const environment = "jenkins-efs:environment:Environment";
    const inAgents = `${environment}$jenkins-efs:agents:Agents`;
    const outputs = {
        agents: Object.fromEntries(
            Object.entries(secretArns).map(([name, secretArn]) => [name, { secretArn }]),
        ),
        jenkinsConfigurationAsCode: jcascNodes(agents.map(withDefaults), []),
        ...(controllerUrl !== undefined && { controllerUrl }),
    };
    const own = resource(environment, "dev", outputs);
    const parent = { parent: own.urn };
    return {
        deployment: {
            resources: [
                own,
                {
                    ...resource(
                        `${environment}$jenkins-efs:storage:Storage$aws:efs/fileSystem:FileSystem`,
                        "storage",
                        {
                            arn: `arn:aws:elasticfilesystem:${region}:${account}:file-system/fs-0123456789abcdef0`,
                        },
                    ),
                    ...parent,
                },
                {
                    ...resource(`${inAgents}$aws:cloudwatch/logGroup:LogGroup`, "agents", {
                        name: "/p/dev/agents",
                    }),
                    ...parent,
                },
                {
                    ...resource(`${environment}$jenkins-efs:storage:SharedArea`, "shared-caches", {
                        name: "caches",
                    }),
                    ...parent,
                },
                ...Object.entries(secretArns).map(([name, arn]) => ({
                    ...resource(
                        `${inAgents}$jenkins-efs:agents:Agent$aws:secretsmanager/secret:Secret`,
                        `agent-${name}`,
                        { arn, kmsKeyId: keyArn, replicas: [{ region: "eu-west-1" }] },
                    ),
                    ...parent,
                })),
            ],
        },
    };
}
