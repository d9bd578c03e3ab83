import { verdictOf } from "../../operations/doctor/print";
import type { Diagnosis, Finding } from "../../operations/doctor/result";
import { CardTable } from "./table";

const place = ({ environment, region }: Pick<Finding, "environment" | "region">): string =>
    environment === "" ? `the account, ${region}` : `${environment}, ${region}`;

/** What `npm run doctor` found when it asked AWS. */
export function Doctor({ facts }: { readonly facts: Diagnosis }) {
    const { at, findings, told, unlooked } = facts;
    return (
        <>
            <p>
                Asked of AWS on {at.slice(0, 16).replace("T", " ")} UTC by <code>npm run doctor</code>.{" "}
                {verdictOf(facts)}
            </p>
            {told.map((one) => (
                <p>{`${one.what} (${place(one)})`}</p>
            ))}
            {findings.length > 0 && (
                <CardTable
                    caption="Findings"
                    columns={["Where", "Severity", "Found", "Wanted", "Why it matters", "What mends it"]}
                    rows={findings.map((finding) => [
                        <>
                            {finding.where}
                            <code class="below">{`${place(finding)}; ${finding.check}/${finding.fault}`}</code>
                        </>,
                        finding.severity === "note" ? (
                            "note"
                        ) : (
                            <strong class="bad">{finding.severity}</strong>
                        ),
                        finding.got,
                        finding.wanted,
                        finding.why,
                        <code>{finding.mend}</code>,
                    ])}
                />
            )}
            {unlooked.length > 0 && (
                <CardTable
                    caption="Not looked at, so nobody knows whether it is sound"
                    columns={["What", "Check", "Why", "What mends it"]}
                    rows={unlooked.map((one) => [
                        <>
                            {one.subject}
                            <code class="below">{place(one)}</code>
                        </>,
                        one.check,
                        <strong class="bad">{one.why}</strong>,
                        one.mend,
                    ])}
                />
            )}
        </>
    );
}
