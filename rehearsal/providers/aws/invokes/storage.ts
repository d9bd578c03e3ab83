import { accountId } from "../../../../state/rehearsed";
import { adoptedFileSystem } from "../adopted";
import { partitionOf } from "../regions";
import { creationDate, text } from "../resourceType";
import type { Properties } from "../values";
import { hasTags, made } from "./existing";
import type { InvokeHandler } from "./handler";

/** What a file system's lifecycle says, as the provider tells it: each entry has every transition, empty where it has none. */
const transitions = (policies: unknown) =>
    (Array.isArray(policies) ? policies : []).map((policy: object) => ({
        transitionToArchive: "",
        transitionToIa: "",
        transitionToPrimaryStorageClass: "",
        ...policy,
    }));

/** Functions that look at file systems and their keys, which the program made or adopts, and at log groups, which are the account's too. */
export const storage: Record<string, InvokeHandler> = {
    "aws:efs/getFileSystem:getFileSystem": (args, { account, region }) => {
        const named = adoptedFileSystem(text(args.fileSystemId), region, accountId);
        const found = [
            ...made(account, "aws:efs/fileSystem:FileSystem", region),
            ...(named === undefined ? [] : [named as Properties]),
        ].filter(
            (fileSystem) =>
                hasTags(fileSystem, args) &&
                (args.fileSystemId === undefined || args.fileSystemId === fileSystem.id),
        );
        const [only] = found;
        // SingularDataSourceFindError of the Terraform provider, internal/tfresource/errors.go.
        if (only === undefined) throw new Error("no matching EFS file system found");
        if (found.length > 1)
            throw new Error(
                "multiple EFS file systems matched; use additional constraints to reduce matches to a single EFS file system",
            );
        return {
            ...only,
            fileSystemId: text(only.id),
            lifecyclePolicies: transitions(only.lifecyclePolicies),
            protections: [only.protection].flat(),
        };
    },
    "aws:kms/getKey:getKey": (args, { account, region }) => {
        const asked = text(args.keyId);
        const own = made(account, "aws:kms/key:Key", region).find(
            ({ id, arn }) => asked === id || asked === arn,
        );
        const foreign = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/([0-9a-f-]{36})$/.exec(asked)?.[1];
        const keyId = own === undefined ? foreign : text(own.id);
        if (keyId === undefined) throw new Error(`NotFoundException: Key '${asked}' does not exist`);
        return {
            arn: own?.arn ?? asked,
            awsAccountId: accountId,
            enabled: true,
            id: keyId,
            keyId,
            keyManager: "CUSTOMER",
            keyState: "Enabled",
            region,
        };
    },
    // A trail's log group is no part of a stack; one that the account lacks is for the program's own tests.
    "aws:cloudwatch/getLogGroup:getLogGroup": (args, { account, region }) => {
        const name = text(args.name);
        const own = made(account, "aws:cloudwatch/logGroup:LogGroup", region).find(({ id }) => id === name);
        return {
            arn: `arn:${partitionOf(region).name}:logs:${region}:${accountId}:log-group:${name}`,
            creationTime: Date.parse(creationDate),
            deletionProtectionEnabled: false,
            kmsKeyId: "",
            logGroupClass: "STANDARD",
            region,
            retentionInDays: 0,
            tags: {},
            ...own,
            id: name,
            name,
        };
    },
};
