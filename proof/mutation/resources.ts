import { isDeepStrictEqual } from "node:util";
import type { Export, ExportedResource } from "../../state/exported";
import { added, type Change, changed, type Mutant, removed, set, unprotected } from "./mutant";
import { agents } from "./weakenings/agents";
import { data } from "./weakenings/data";
import { fromEverywhere, network } from "./weakenings/network";
import { records } from "./weakenings/records";
import type { Weakenings } from "./weakenings/weakening";

const weakenings: Weakenings = { ...network, ...data, ...agents, ...records };

/** Types whose resources protect others: each is weaker when one is gone. */
const guards = [
    "aws:efs/fileSystemPolicy:FileSystemPolicy",
    "aws:backup/vaultPolicy:VaultPolicy",
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    "aws:backup/selection:Selection",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/flowLog:FlowLog",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:cloudtrail/trail:Trail",
];

/** NFS from the private addresses, besides what a rule admits. */
const nfsFromPrivate: Change = (props) => {
    fromEverywhere(props);
    Object.assign(props, { cidrIpv4: "10.60.0.0/16", fromPort: 2049, toPort: 2049 });
};

/** What is added beside each resource of a type. */
const additions: Weakenings = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
        { operator: "rule added for everybody", change: fromEverywhere },
        { operator: "rule added for NFS from the private ranges", change: nfsFromPrivate },
    ],
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [
        {
            operator: "AdministratorAccess attached too",
            change: set("policyArn", "arn:aws:iam::aws:policy/AdministratorAccess"),
        },
    ],
    "aws:secretsmanager/secret:Secret": [{ operator: "secret added that nobody rotates", change: () => {} }],
};

/** Weakenings of single resources: a property changed, another added, a guard removed, protection lifted. */
export function resourceMutants(state: Export, resources: readonly ExportedResource[]): readonly Mutant[] {
    return resources.flatMap((resource) => [
        ...(weakenings[resource.type] ?? [])
            .filter(({ change }) => matters(resource, change))
            .map(({ operator, change }) => changed(state, operator, resource, "", change)),
        ...(guards.includes(resource.type) ? [removed(state, "guard removed", resource)] : []),
        ...(resource.protect === true ? [unprotected(state, "protection lifted", resource)] : []),
        ...(additions[resource.type] ?? []).map(({ operator, change }) =>
            added(state, operator, resource, change),
        ),
    ]);
}

/** Whether a change leaves a resource other than it was. */
function matters({ inputs = {} }: ExportedResource, change: Change): boolean {
    const copy = structuredClone({ ...inputs });
    change(copy);
    return !isDeepStrictEqual(copy, inputs);
}
