import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { prices } from "../../infra/prices";

/** A page as one line, so that a sentence is found wherever its lines break. */
const page = (name: string): string =>
    readFileSync(join(__dirname, "..", "..", name), "utf8").replaceAll(/\s+/g, " ");

/** A price as the pages write it: whole, or with cents, or with as many digits as it has. */
const money = (value: number): string => {
    const price = Number(value.toFixed(6));
    return Number.isInteger(price)
        ? String(price)
        : String(price).padEnd(String(Math.trunc(price)).length + 3, "0");
};

describe("The prices on the pages are those of infra/prices.ts:", () => {
    const { key, secret, storedGB, writtenGB, backupGB, logsGB, flowFilesGB } = prices;
    for (const [name, sentence] of [
        ["README.md", `$${money(key)} a key, $${money(secret)} a secret`],
        ["README.md", `$${money(100 * storedGB)} Standard`],
        ["README.md", `$${money(100 * writtenGB)} for writing it`],
        ["README.md", `$${money(100 * prices.infrequentGB)} after 30 days without access`],
        ["README.md", `warm, $${money(100 * prices.coldBackupGB)} cold`],
        ["docs/auditing.md", `a query costs ${money(prices.queriedGB)} $ per GB`],
        [
            "docs/auditing.md",
            `those of other regions ${money(1_000_000 * prices.forwardedEvent)} $ per million`,
        ],
        ["docs/auditing.md", `would cost ${money(100_000 * prices.secondTrailEvent)} $ per 100,000 events`],
        [
            "README.md",
            `| per 100 GB in the backup | $${money(100 * backupGB)} | $${money(100 * backupGB)} warm`,
        ],
        ["docs/auditing.md", `0.10 $ at ${money(logsGB)} $ per GB`],
        ["docs/auditing.md", `log group ${money(logsGB)} $/GB`],
        ["docs/auditing.md", `flow logs of the mount targets, ${money(logsGB)} $/GB`],
        ["docs/auditing.md", `flow log of the VPC to S3 in Parquet, ${money(flowFilesGB)} $/GB`],
        ["docs/auditing.md", `rules ${money(prices.configEvaluation)} $ per evaluation`],
        ["docs/auditing.md", `recorder ${money(prices.configItem)} $ per item`],
        ["docs/auditing.md", `alarms ${money(prices.alarmMetric)} $ per metric`],
        ["docs/auditing.md", `agents' logs, ${money(logsGB)} $/GB`],
        ["docs/auditing.md", `agents' own metrics ${money(prices.metric)} $ each`],
        ["docs/auditing.md", `${money(1_000 * prices.metricRequest)} $ per 1,000`],
        ["docs/auditing.md", `| dashboard | ${money(prices.dashboard)}.00 $ |`],
        ["docs/auditing.md", `logs key, ${money(key)} $`],
    ] as const)
        it(`${name} says "${sentence}"`, () => {
            assert.ok(page(name).includes(sentence));
        });
});
