import assert from "node:assert/strict";
import { accessPointId } from "../account";
import { fileSystemArn, minimal, type Run, run } from "../program";
import { account, assumedRole, call, connectionRecord, flow } from "./events";
import { filterMatches } from "./filterPattern";

const otherFileSystem = fileSystemArn.replace(/fs-.*/, "fs-0fedcba9876543210");
const accessPointArn = `arn:aws:elasticfilesystem:us-east-1:${account}:access-point/${accessPointId("agent-linux-1")}`;
const user = { type: "IAMUser", arn: `arn:aws:iam::${account}:user/somebody`, accountId: account };

describe("a line of a log", () => {
    let stack: Run;
    before(async () => {
        stack = await run("test", minimal);
    });
    const ownRole = `arn:aws:iam::${account}:role/jenkins-efs/test/agent-linux-1-0123456`;
    const connection = { fileSystemArn, accessPointArn, userIdentity: assumedRole(ownRole) };
    const { accessPointArn: _, ...withoutAccessPoint } = connection;
    const json = (record: object) => JSON.stringify(record);
    const cases: [title: string, alarm: string, line: string, counted: boolean][] = [
        [
            "a mount without an access point",
            "connection-unconfined",
            json(connectionRecord(withoutAccessPoint)),
            true,
        ],
        [
            "a mount with root access",
            "connection-unconfined",
            json(connectionRecord({ ...connection, root: true })),
            true,
        ],
        ["a mount as intended", "connection-unconfined", json(connectionRecord(connection)), false],
        [
            "another file system's mount without an access point",
            "connection-unconfined",
            json(connectionRecord({ ...withoutAccessPoint, fileSystemArn: otherFileSystem })),
            false,
        ],
        [
            "a call about the file system",
            "connection-unconfined",
            json(
                call("elasticfilesystem", "DescribeFileSystems", {
                    requestParameters: { fileSystemId: "fs-0123456789abcdef0" },
                }).detail,
            ),
            false,
        ],
        [
            "a mount by an administrator's role",
            "connection-foreign-role",
            json(
                connectionRecord({
                    ...connection,
                    userIdentity: assumedRole(`arn:aws:iam::${account}:role/Administrator`),
                }),
            ),
            true,
        ],
        [
            "a mount by a user",
            "connection-foreign-role",
            json(connectionRecord({ ...connection, userIdentity: user })),
            true,
        ],
        [
            "a mount by another environment's agent",
            "connection-foreign-role",
            json(
                connectionRecord({
                    ...connection,
                    userIdentity: assumedRole(ownRole.replace("/test/", "/prod/")),
                    eventName: "UpdateClientConnection",
                }),
            ),
            true,
        ],
        ["a mount by an agent", "connection-foreign-role", json(connectionRecord(connection)), false],
        ["a refused flow", "flow-rejected", flow("REJECT", "10.40.0.99"), true],
        ["an accepted flow", "flow-rejected", flow("ACCEPT", "10.40.128.7"), false],
        [
            "an interval without a flow",
            "flow-rejected",
            `5 ${account} eni-0123456789abcdef0 use1-az1 - - - - - - - - - 1764000000 1764000060 - NODATA - -`,
            false,
        ],
    ];
    for (const [title, alarm, line, counted] of cases)
        it(`is ${counted ? "" : "not "}counted for ${alarm}: ${title}`, () => {
            const { pattern } = stack.get(
                "aws:cloudwatch/logMetricFilter:LogMetricFilter",
                `auditing-alarm-${alarm}`,
            ).inputs;
            assert.ok(String(pattern).length <= 1024);
            assert.equal(filterMatches(String(pattern), line), counted);
        });
});
