import { hoursPerMonth } from "../../infra/prices";
import type { Report } from "../compose";
import type { AccessTable } from "../facts/access";
import { isFailing } from "../facts/controls";
import type { Cost as CostFacts } from "../facts/cost";
import type { Encrypted, Encryption as EncryptionFacts } from "../facts/encryption";
import { nearLimit, type QuotaFact } from "../facts/quotas";
import { type BackupRule, days, type Retention as RetentionFacts, type VaultFact } from "../facts/retention";
import { Remarks, ResultMark } from "./Controls";
import { grouped, Names } from "./Names";
import { CardTable, WideTable } from "./table";

/** What has to be looked at: controls that are not met, and access that is not as expected. */
export function Attention({ report }: { readonly report: Report }) {
    const { controls, access } = report;
    const open = controls.filter(({ result }) => ["violated", "exempt", "undecided"].includes(result));
    const sorted = open.toSorted((a, b) => Number(isFailing(b)) - Number(isFailing(a)));
    return (
        <>
            {open.length === 0 && access.differences.length === 0 && (
                <p>
                    Nothing: every control that has something to judge is met, and all access is as expected.
                </p>
            )}
            {open.length > 0 && (
                <CardTable
                    caption="Controls that are not met"
                    columns={["Control", "Result", "What is wrong"]}
                    rows={sorted.map((fact) => [
                        <>
                            {fact.title}
                            <code class="below">{fact.name}</code>
                        </>,
                        <ResultMark fact={fact} />,
                        <Remarks of={fact} />,
                    ])}
                />
            )}
            {access.differences.length > 0 && (
                <CardTable
                    caption="Access that is not as docs/access.md expects"
                    columns={["Where", "Who", "Expected", "Found", "Because"]}
                    rows={access.differences.map(({ where, who, expected, found, because }) => [
                        where,
                        who,
                        expected,
                        <strong class="bad">{found}</strong>,
                        because,
                    ])}
                />
            )}
        </>
    );
}

/** Who can reach what: every table as found. */
export function Access({ tables }: { readonly tables: readonly AccessTable[] }) {
    return (
        <>
            {tables.map(({ title, dimensions, columns, rows, answers }) => (
                <article key={title}>
                    <h3>{title}</h3>
                    <WideTable
                        caption={`${title}: ${answers.toLocaleString("en")} answers`}
                        columns={[...dimensions.map((name) => name || "what"), ...columns]}
                        asked={dimensions.length}
                        rows={rows.map(({ asked, cells }) => [
                            ...asked,
                            ...cells.map(({ expected, wrong }) =>
                                wrong.length > 0 ? (
                                    <strong class="bad">{`${expected} expected, ${wrong.join(", ")} found`}</strong>
                                ) : (
                                    <Answer text={expected} />
                                ),
                            ),
                        ])}
                    />
                </article>
            ))}
        </>
    );
}

function Answer({ text = "–" }: { readonly text: string | undefined }) {
    const isQuiet = ["no", "never", "nothing", "–"].includes(text);
    return <span class={isQuiet ? "quiet" : "grant"}>{text}</span>;
}

/** What is encrypted with which key. */
export function Encryption({ facts: { atRest, keys } }: { readonly facts: EncryptionFacts }) {
    return (
        <>
            <CardTable
                caption="What is encrypted, with which key"
                columns={["What", "Key", "Resources"]}
                rows={grouped(atRest, ({ what, key, otherwise }) => `${what} ${key ?? otherwise}`).map(
                    (group) => [
                        group[0].what,
                        <KeyName of={group[0]} />,
                        <Names names={group.map(({ resource }) => resource)} />,
                    ],
                )}
            />
            <CardTable
                caption="Customer managed keys"
                columns={["Key", "For", "Region", "Rotates", "Deletion window", "Serves"]}
                rows={keys.map(
                    ({
                        label,
                        purpose,
                        region,
                        rotationDays,
                        deletionWindowDays,
                        serves,
                        isEnabled,
                        isProtected,
                    }) => [
                        label,
                        `${purpose}${isEnabled ? "" : " (disabled)"}`,
                        region,
                        rotationDays === undefined ? "no" : `every ${days(rotationDays)}`,
                        `${deletionWindowDays === undefined ? "AWS's default" : days(deletionWindowDays)}${isProtected ? ", and protected from Pulumi" : ""}`,
                        `${serves} ${serves === 1 ? "resource" : "resources"}`,
                    ],
                )}
            />
        </>
    );
}

function KeyName({ of: { key, otherwise } }: { readonly of: Encrypted }) {
    if (key !== undefined) return <code>{key}</code>;
    return otherwise === "not encrypted" ? (
        <strong class="bad">{otherwise}</strong>
    ) : (
        <span>{otherwise}</span>
    );
}

/** Backups, their vaults, and how long everything else is kept. */
export function Retention({
    facts: { rules, vaults, restoreTests, kept },
}: {
    readonly facts: RetentionFacts;
}) {
    return (
        <>
            <CardTable
                caption="Backups"
                columns={["Rule", "Runs", "Into", "To cold storage", "Deleted", "Copies"]}
                rows={rules.map(backupCells)}
            />
            <p>
                {restoreTests.length > 0
                    ? `Restored as a test: ${restoreTests.join("; ")}.`
                    : "No restore test is scheduled in this stack."}
            </p>
            <CardTable
                caption="Backup vaults"
                columns={["Vault", "Region", "Lock", "Keeps", "Policy of its own"]}
                rows={vaults.map(vaultCells)}
            />
            <CardTable
                caption="How long things are kept"
                columns={["What", "Kept", "Resources"]}
                rows={grouped(kept, ({ what, kept: long }) => `${what} ${long}`).map((group) => [
                    group[0].what,
                    group[0].kept,
                    <Names names={group.map(({ resource }) => resource)} />,
                ])}
            />
        </>
    );
}

function backupCells({ name, schedule, vault, coldAfterDays, deletedAfterDays, copies }: BackupRule) {
    const after = (count: number | undefined): string =>
        count === undefined ? "never" : `after ${days(count)}`;
    return [
        name,
        <code>{schedule}</code>,
        <code>{vault}</code>,
        after(coldAfterDays),
        after(deletedAfterDays),
        copies
            .map(
                ({ vault: to, region, deletedAfterDays: until }) =>
                    `${to} in ${region}, deleted ${after(until)}`,
            )
            .join("; ") || "none",
    ];
}

function vaultCells({ name, region, lock, minDays, maxDays, hasPolicy, isProtected }: VaultFact) {
    return [
        <code>{name}</code>,
        region,
        lock,
        minDays === undefined && maxDays === undefined
            ? "as long as the rules say"
            : `${minDays ?? 0} to ${maxDays === undefined ? "any number of" : maxDays} days`,
        `${hasPolicy ? "yes" : "no"}${isProtected ? "; protected from Pulumi" : ""}`,
    ];
}

/** How much of AWS's limits the stack uses. */
export function Quotas({ facts }: { readonly facts: readonly QuotaFact[] }) {
    const near = facts.filter(({ share }) => share >= nearLimit);
    return (
        <>
            <p>
                {near.length === 0
                    ? `Nothing is near its limit: below ${percent(nearLimit)} everywhere.`
                    : `${near.length} ${near.length === 1 ? "is" : "are"} at ${percent(nearLimit)} or more of the limit.`}{" "}
                Only what this stack makes is counted; others in the account count too.
            </p>
            <CardTable
                caption="Quotas, the fullest first"
                columns={["Quota", "Used", "Limit", "Share"]}
                numeric={[1, 2, 3]}
                rows={facts.map(({ what, used, limit, share, isGranted, isRaisable }) => [
                    what,
                    used.toLocaleString("en"),
                    `${limit.toLocaleString("en")}${isGranted ? " (granted)" : ""}${isRaisable ? "" : " (fixed)"}`,
                    share >= nearLimit ? <strong class="warn">! {percent(share)}</strong> : percent(share),
                ])}
            />
        </>
    );
}

/** Any use is at least 1%. */
const percent = (share: number): string => `${Math.ceil(share * 100)}%`;

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

/** What the stack costs per month. */
export function Cost({ facts }: { readonly facts: CostFacts }) {
    const { lines, counted, assumed, unknown, prices, region } = facts;
    return (
        <>
            <CardTable
                caption="Cost per month in US dollars"
                columns={["Part", "Quantity", "Basis", "Per month"]}
                numeric={[3]}
                rows={lines.map(({ part, quantity, basis, dollars: amount }) => [
                    part,
                    quantity,
                    basis === "counted" ? "counted in the state" : "assumed",
                    amount === undefined ? "no price known" : dollars(amount),
                ])}
                footer={[
                    "Sum",
                    `${dollars(counted)} counted, ${dollars(assumed)} assumed`,
                    "",
                    dollars(counted + assumed),
                ]}
            />
            <p class="note">
                List prices of {prices.region}
                {region === prices.region ? "" : ` (the stack is in ${region}, where they differ)`}, as of{" "}
                {prices.asOf}: {prices.source}. Without free tiers, data transfer, discounts and taxes;{" "}
                {hoursPerMonth} hours a month. What is assumed depends on use: the quantities say what was
                taken. Check with {prices.calculator} before you rely on it.
                {unknown.length > 0 ? ` Not in the sum, for want of a price: ${unknown.join(", ")}.` : ""}
            </p>
        </>
    );
}
