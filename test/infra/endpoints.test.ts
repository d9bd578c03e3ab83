import assert from "node:assert/strict";
import { readConfig } from "../../infra/config";
import { surveySite } from "../../infra/site";
import { minimal, type Registered, run } from "./program";

const endpoints = "aws:ec2/vpcEndpoint:VpcEndpoint";
const network = (settings: object) => ({ ...minimal, "jenkins-efs:network": settings });
const interfacesIn = (all: (type: string) => readonly Registered[]) =>
    all(endpoints).filter(({ inputs }) => inputs.vpcEndpointType === "Interface");

/** The statements of an endpoint's policy, by their Sid. */
function statementsOf({ inputs }: Registered): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
    const { Statement } = JSON.parse(String(inputs.policy)) as { Statement: { readonly Sid: string }[] };
    return new Map(Statement.map((statement) => [statement.Sid, statement]));
}

describe("interface endpoints", () => {
    it("are those that agents call, unless others are named, which builds may want", async () => {
        const servicesOf = async (settings: object) =>
            interfacesIn((await run("test", network(settings))).all).map(({ inputs }) =>
                String(inputs.serviceName).replace("com.amazonaws.us-east-1.", ""),
            );
        assert.deepEqual(await servicesOf({}), [
            "autoscaling",
            "elasticfilesystem",
            "kms",
            "logs",
            "monitoring",
            "secretsmanager",
            "ssm",
            "ssmmessages",
        ]);
        const forBuilds = ["ecr.api", "ecr.dkr", "codeartifact.repositories", "sts"];
        assert.deepEqual(await servicesOf({ interfaceEndpoints: forBuilds }), forBuilds);
    });

    it("are made once in a VPC: not by each of the environments that share it", async () => {
        const adopted = {
            vpcId: "vpc-0a1b2c3d4e5f60700",
            privateSubnetIds: ["subnet-0a1b2c3d4e5f60700", "subnet-0a1b2c3d4e5f60701"],
        };
        const two = (settings: object) =>
            run("test", network(settings), {
                program: async () => {
                    await surveySite(readConfig(), ["web", "mobile"]);
                    return {};
                },
            });
        await assert.rejects(
            two({ ...adopted, interfaceEndpoints: ["ecr.api", "ecr.dkr"] }),
            /network\.interfaceEndpoints would be made in vpc-0a1b2c3d4e5f60700 by each of the environments web, mobile/,
        );
        await two(adopted);
        await two({ interfaceEndpoints: ["ecr.api", "ecr.dkr"] });
    });

    it("carry calls of this account's principals alone, and ask STS by token for this account's roles", async () => {
        const { all } = await run("test", network({ interfaceEndpoints: ["ecr.dkr", "sts"] }));
        const [registry, tokens] = interfacesIn(all).map(statementsOf);
        assert.deepEqual([...(registry?.keys() ?? [])], ["OwnPrincipals"]);
        assert.deepEqual([...(tokens?.keys() ?? [])], ["OwnPrincipals", "OwnRolesByToken"]);
        assert.deepEqual(tokens?.get("OwnPrincipals"), registry?.get("OwnPrincipals"));
        assert.equal(tokens?.get("OwnRolesByToken")?.Resource, "arn:aws:iam::111122223333:role/*");
    });

    const refused = (settings: object, getVpcEndpointService: Record<string, object | undefined>) =>
        run("test", network(settings), { answers: { getVpcEndpointService } });

    it("are refused before anything is made where EC2 has no such service in the region", async () => {
        await assert.rejects(
            refused(
                { interfaceEndpoints: ["logs", "codeartifact.api"] },
                { "com.amazonaws.us-east-1.codeartifact.api": undefined },
            ),
            /network\.interfaceEndpoints\[1\] has no endpoint service in us-east-1 \(com\.amazonaws\.us-east-1\.codeartifact\.api\)/,
        );
    });

    it("are refused where the region or a zone of the standby lacks the service, before it is needed there", async () => {
        const withStandby = (settings: object, getVpcEndpointService: Record<string, object | undefined>) =>
            run(
                "test",
                { ...network(settings), "jenkins-efs:storage": { replicationRegion: "eu-west-1" } },
                { answers: { getVpcEndpointService } },
            );
        await assert.rejects(
            withStandby(
                { interfaceEndpoints: ["logs", "codeartifact.api"] },
                { "com.amazonaws.eu-west-1.codeartifact.api": undefined },
            ),
            /network\.interfaceEndpoints\[1\] has no endpoint service in eu-west-1 \(com\.amazonaws\.eu-west-1\.codeartifact\.api\) \(the standby in eu-west-1\)/,
        );
        const lacking = {
            "com.amazonaws.eu-west-1.ssm": { availabilityZones: ["eu-west-1b", "eu-west-1c"] },
        };
        await assert.rejects(
            withStandby({}, lacking),
            /network\.interfaceEndpoints is missing, and ssm has no endpoint in eu-west-1a; EC2 offers it in eu-west-1b, eu-west-1c/,
        );
        await withStandby({ interfaceEndpoints: ["logs"] }, lacking);
    });

    it("are refused where a zone of the network lacks the service, also one that nobody named", async () => {
        const lacking = { "com.amazonaws.us-east-1.ssm": { availabilityZones: ["us-east-1b"] } };
        await assert.rejects(
            refused({ interfaceEndpoints: ["ssm"] }, lacking),
            /network\.interfaceEndpoints\[0\] has no endpoint in us-east-1a; EC2 offers it in us-east-1b/,
        );
        await assert.rejects(
            refused({}, lacking),
            /network\.interfaceEndpoints is missing, and ssm has no endpoint/,
        );
    });
});
