import type { Policies } from "@pulumi/policy";
import * as signals from "./audit/signals";
import * as trailBucket from "./audit/trailBucket";
import * as trails from "./audit/trails";
import * as plans from "./backup/plans";
import * as vaults from "./backup/vaults";
import * as instances from "./compute/instances";
import * as scalingGroups from "./compute/scalingGroups";
import * as userData from "./compute/userData";
import * as volumes from "./compute/volumes";
import * as accessPoints from "./efs/accessPoints";
import * as agentAccess from "./efs/agentAccess";
import * as backups from "./efs/backups";
import * as fileSystem from "./efs/fileSystem";
import * as fileSystemPolicy from "./efs/fileSystemPolicy";
import * as mountTargets from "./efs/mountTargets";
import * as zones from "./efs/zones";
import * as roles from "./iam/roles";
import * as statements from "./iam/statements";
import * as keyAccess from "./kms/access";
import * as key from "./kms/key";
import * as keyPolicy from "./kms/keyPolicy";
import * as endpoints from "./network/endpoints";
import * as securityGroups from "./network/securityGroups";
import * as vpc from "./network/vpc";

/**
 * Every rule of the pack, one per control of the catalogue. Organisations with a pack of their own import this list:
 * a process serves one pack only.
 */
export const rules: Policies = [
    fileSystem.encrypted,
    fileSystem.customerKey,
    fileSystem.keyIsGoverned,
    fileSystem.regional,
    zones.multiZone,
    mountTargets.privateSubnet,
    mountTargets.explicitGroup,
    mountTargets.admitsAgentsOnly,
    accessPoints.rootDirectory,
    accessPoints.userIdentity,
    accessPoints.directoryPermissions,
    accessPoints.disjoint,
    fileSystemPolicy.policyPresent,
    fileSystemPolicy.requiresTls,
    fileSystemPolicy.noWildcardAllow,
    fileSystemPolicy.noClientRootAccess,
    fileSystemPolicy.conditionKeysSupported,
    agentAccess.boundToOwnAccessPoint,
    fileSystemPolicy.lockoutCheckKept,
    backups.automaticBackups,
    backups.inBackupSelection,
    fileSystem.replicationProtected,
    fileSystem.statefulProtected,
    key.rotation,
    key.deletionWindow,
    key.policyExplicit,
    keyPolicy.noPublicPrincipal,
    keyPolicy.separatesDuties,
    keyPolicy.serviceScoped,
    key.lockoutCheckKept,
    key.enabled,
    keyAccess.noDecryptOnAllKeys,
    keyAccess.closedToAgents,
    securityGroups.noInternetIngress,
    securityGroups.nfsFromGroupsOnly,
    securityGroups.egressRestricted,
    securityGroups.descriptions,
    securityGroups.noMixedRules,
    vpc.defaultGroupClosed,
    vpc.noOpenAdminPorts,
    vpc.noAutoPublicAddress,
    endpoints.endpointsPresent,
    endpoints.flowLogsEnabled,
    instances.imdsv2Required,
    instances.hopLimit,
    instances.noPublicAddress,
    volumes.encryptedVolumes,
    userData.noSecrets,
    userData.mountsWithTls,
    scalingGroups.usesLaunchTemplate,
    scalingGroups.multiZone,
    instances.profilePerAgent,
    instances.detailedMonitoring,
    statements.noAdminStatements,
    roles.noAdminManagedPolicies,
    statements.noEscalation,
    statements.trustNarrow,
    fileSystemPolicy.identityGrantsScoped,
    roles.noMixedPolicies,
    vaults.customerKey,
    plans.frequencyAndRetention,
    plans.copiesOffsite,
    vaults.locked,
    vaults.policyDeniesDeletion,
    vaults.restoreTested,
    trails.multiRegion,
    trails.encrypted,
    trails.validated,
    trails.delivered,
    trailBucket.hardened,
    signals.logsEncrypted,
    signals.logsKept,
    trails.recorderComplete,
    trails.efsRulesDeployed,
    signals.topicEncrypted,
    signals.topicPrivate,
    signals.alarmsAct,
    signals.secretEncrypted,
    signals.secretPrivate,
    signals.secretRotates,
    signals.requiredTags,
];
