import { accountId } from "../../../../state/rehearsed";
import { globalRegion } from "../account";
import { partitionOf, zonesOf } from "../regions";
import { creationDate, text } from "../resourceType";
import type { InvokeHandler } from "./handler";

/** The role that the rehearsal deploys as, assumed in a session, as in a real pipeline. */
const deployerRole = "Deployer";
const deployerRoleId = "AROAEXAMPLEDEPLOYER00";

/** Service-linked roles live under a path of their service; others lie at the root. */
const serviceLinkedPath = (name: string): string =>
    name.startsWith("AWSServiceRoleFor")
        ? `/aws-service-role/${name.slice("AWSServiceRoleFor".length).toLowerCase()}.amazonaws.com/`
        : "/";

/** Functions that tell who deploys, and where. */
export const identity: Record<string, InvokeHandler> = {
    "aws:index/getCallerIdentity:getCallerIdentity": (_, { region }) => ({
        accountId,
        arn: `arn:${partitionOf(region).name}:sts::${accountId}:assumed-role/${deployerRole}/rehearsal`,
        id: accountId,
        userId: `${deployerRoleId}:rehearsal`,
    }),
    "aws:iam/getSessionContext:getSessionContext": (args, { region }) => {
        const arn = text(args.arn);
        const [, role, sessionName] = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
        return role === undefined || sessionName === undefined
            ? { arn, id: arn, issuerArn: arn, issuerId: "", issuerName: "", sessionName: "" }
            : {
                  arn,
                  id: arn,
                  issuerArn: `arn:${partitionOf(region).name}:iam::${accountId}:role/${role}`,
                  issuerId: deployerRoleId,
                  issuerName: role,
                  sessionName,
              };
    },
    "aws:iam/getRole:getRole": (args, { account, region }) => {
        const name = text(args.name);
        const created = account.get({ token: "aws:iam/role:Role", region: globalRegion, id: name });
        const path = serviceLinkedPath(name);
        return {
            arn: `arn:${partitionOf(region).name}:iam::${accountId}:role${path}${name}`,
            assumeRolePolicy: "{}",
            createDate: creationDate,
            description: "",
            maxSessionDuration: 3600,
            path,
            permissionsBoundary: "",
            tags: {},
            uniqueId: "AROAEXAMPLEROLE000000",
            ...created?.outputs,
            id: name,
            name,
            roleLastUseds: [],
        };
    },
    // The boundary of the kit's roles, which the account's owner made; its document is no part of a stack.
    "aws:iam/getPolicy:getPolicy": (args) => {
        const arn = text(args.arn);
        const [, path = "/", name = ""] = /:policy(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
        return {
            arn,
            attachmentCount: 0,
            description: "",
            id: arn,
            name,
            path,
            policy: "{}",
            policyId: "ANPAEXAMPLE",
            tags: {},
        };
    },
    "aws:index/getPartition:getPartition": (_, { region }) => {
        const { name, dnsSuffix, reverseDnsPrefix } = partitionOf(region);
        return { dnsSuffix, id: name, partition: name, reverseDnsPrefix };
    },
    "aws:index/getRegion:getRegion": (args, { region }) => {
        const name = typeof args.name === "string" ? args.name : region;
        return {
            description: name,
            endpoint: `ec2.${name}.${partitionOf(name).dnsSuffix}`,
            id: name,
            name,
            region: name,
        };
    },
    "aws:index/getAvailabilityZones:getAvailabilityZones": (args, { region }) => {
        const excluded = new Set([args.excludeNames, args.excludeZoneIds].flat());
        const zones = zonesOf(region).filter(({ name, id }) => !excluded.has(name) && !excluded.has(id));
        return {
            ...args,
            groupNames: [`${region}-zg-1`],
            id: region,
            names: zones.map(({ name }) => name),
            region,
            zoneIds: zones.map(({ id }) => id),
        };
    },
};
