import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Account } from "../../../rehearsal/providers/aws/account";
import { AwsStandIn } from "../../../rehearsal/providers/aws/provider";
import type { Properties } from "../../../rehearsal/providers/aws/values";

export const fileSystem = "aws:efs/fileSystem:FileSystem";
export const mountTarget = "aws:efs/mountTarget:MountTarget";
export const launchTemplate = "aws:ec2/launchTemplate:LaunchTemplate";
export const role = "aws:iam/role:Role";

export const urn = (token: string, name: string): string =>
    `urn:pulumi:dev::jenkins-efs::jenkins-efs:part:Part$${token}::${name}`;

/** Names are made from a seed that the engine gives, another one for each resource that takes the place of an old one. */
export const seeds = { first: new Uint8Array([1, 2, 3]), replacement: new Uint8Array([4, 5, 6]) };

// Linux keeps it in memory: an account is hundreds of small files that live for milliseconds.
const inMemory = "/dev/shm";
const folder = existsSync(inMemory) ? inMemory : tmpdir();

/** A stand-in for AWS with an empty account, and the calls that the engine makes. */
export class Bench {
    readonly #folder = mkdtempSync(join(folder, "jenkins-efs-test-"));
    readonly account = new Account(this.#folder);
    readonly aws: AwsStandIn;

    constructor(region = "eu-west-1") {
        this.aws = new AwsStandIn(this.account, { region, defaultTags: { owner: "ci", project: "kit" } });
    }

    check(token: string, name: string, news: Properties, olds: Properties = {}, seed = seeds.first) {
        return this.aws.check(urn(token, name), olds, news, seed);
    }

    create(token: string, name: string, news: Properties) {
        const { inputs, faults } = this.check(token, name, news);
        assert.deepEqual(faults, []);
        return { inputs, ...this.aws.create(urn(token, name), inputs, false) };
    }

    remove(): void {
        rmSync(this.#folder, { recursive: true, force: true });
    }
}
