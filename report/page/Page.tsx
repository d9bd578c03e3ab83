import type { ComponentChildren } from "preact";
import { findingsIn, type Report } from "../compose";
import { Controls } from "./Controls";
import { Architecture } from "./Drawing";
import { Access, Attention, Cost, Encryption, Quotas, Retention } from "./sections";

interface PageProps {
    readonly report: Report;
    readonly css: string;
    /** SHA-256 of the style sheet in base64: the page's own security policy admits that and nothing else. */
    readonly cssHash: string;
}

/** The whole page. It loads nothing, and its security policy forbids it to. */
export function Page({ report, css, cssHash }: PageProps) {
    const of = `${report.project}/${report.stack}`;
    const sections = sectionsOf(report, of);
    return (
        <html lang="en">
            <head>
                <meta charSet="utf-8" />
                <meta
                    httpEquiv="Content-Security-Policy"
                    content={`default-src 'none'; style-src 'sha256-${cssHash}'; base-uri 'none'; form-action 'none'`}
                />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="referrer" content="no-referrer" />
                <title>{`Security report of ${of}`}</title>
                <style dangerouslySetInnerHTML={{ __html: css }} />
            </head>
            <body>
                <a class="skip" href="#main">
                    To the report
                </a>
                <Header report={report} of={of} />
                <div class="columns">
                    <nav aria-label="Sections">
                        <ul>
                            {sections.map(({ id, title }) => (
                                <li key={id}>
                                    <a href={`#${id}`}>{title}</a>
                                </li>
                            ))}
                        </ul>
                    </nav>
                    <main id="main" tabIndex={-1}>
                        {sections.map(({ id, title, content }) => (
                            <section key={id} id={id} aria-labelledby={`${id}-title`}>
                                <h2 id={`${id}-title`}>{title}</h2>
                                {content}
                            </section>
                        ))}
                    </main>
                </div>
                <footer>
                    <p>
                        Made from the state of the stack by <code>npm run report</code>. It says what Pulumi
                        deployed; what somebody changed by hand since then shows after{" "}
                        <code>pulumi refresh</code>. Secrets of the state are not in it.
                    </p>
                </footer>
            </body>
        </html>
    );
}

interface SectionContent {
    readonly id: string;
    readonly title: string;
    readonly content: ComponentChildren;
}

function sectionsOf(report: Report, of: string): readonly SectionContent[] {
    return [
        { id: "attention", title: "To look at", content: <Attention report={report} /> },
        {
            id: "architecture",
            title: "Architecture",
            content: <Architecture facts={report.architecture} of={of} />,
        },
        {
            id: "controls",
            title: "Controls",
            content: <Controls facts={report.controls} packConfigFile={report.packConfigFile} />,
        },
        {
            id: "access",
            title: "Who can reach what",
            content: (
                <>
                    <p>
                        Answers of an IAM evaluator about the policies in the state, beside what
                        docs/access.md expects. Columns are who asks; <strong>yes</strong> is allowed for all
                        that the row names.
                    </p>
                    <Access facts={report.access} />
                </>
            ),
        },
        { id: "encryption", title: "Encryption", content: <Encryption facts={report.encryption} /> },
        { id: "retention", title: "Backup and retention", content: <Retention facts={report.retention} /> },
        { id: "quotas", title: "Quotas", content: <Quotas facts={report.quotas} /> },
        { id: "cost", title: "Cost", content: <Cost facts={report.cost} /> },
    ];
}

function Header({ report, of }: { readonly report: Report; readonly of: string }) {
    const { controls, access, cost, architecture } = report;
    const failing = findingsIn(report);
    const judged = controls.filter(({ result }) => result !== "nothing to judge");
    const met = judged.filter(({ result }) => result === "met");
    return (
        <header>
            <h1>
                <span class="kicker">Security report</span> {of}
            </h1>
            <p class="facts">
                AWS account {architecture.accountId}, {architecture.region}. {report.resources} resources in
                the state
                {report.stateTime === undefined ? "" : ` of ${timeText(report.stateTime)}`}.
            </p>
            <dl class="tiles">
                <Tile
                    name="Mandatory controls broken"
                    value={String(failing.controls.length)}
                    note={`${met.length} of ${judged.length} controls are met, whatever their level`}
                    isBad={failing.controls.length > 0}
                />
                <Tile
                    name="Access that is not as expected"
                    value={String(failing.access.length)}
                    note={`of ${access.answers.toLocaleString("en")} answers`}
                    isBad={failing.access.length > 0}
                />
                <Tile
                    name="Agents and zones"
                    value={`${architecture.agents.length} in ${architecture.zones.length}`}
                    note={`${architecture.zones.map(({ name }) => name).join(", ")}`}
                />
                <Tile
                    name="Cost per month"
                    value={`$${Math.round(cost.counted + cost.assumed).toLocaleString("en")}`}
                    note={`$${Math.round(cost.assumed)} of it by assumed use`}
                />
            </dl>
        </header>
    );
}

interface TileProps {
    readonly name: string;
    readonly value: string;
    readonly note: string;
    readonly isBad?: boolean;
}

function Tile({ name, value, note, isBad = false }: TileProps) {
    return (
        <div class={isBad ? "tile failing" : "tile"}>
            <dt>{name}</dt>
            <dd class="value">{value}</dd>
            <dd class="note">{note}</dd>
        </div>
    );
}

/** `2026-11-24 22:10 UTC`, wherever it is read. */
const timeText = (time: string): string =>
    `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
