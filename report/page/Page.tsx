import type { ComponentChildren } from "preact";
import { type EnvironmentFacts, findingsIn, type Report } from "../compose";
import type { Access as AccessFacts } from "../facts/access";
import { Areas } from "./Areas";
import { Controls } from "./Controls";
import { Doctor } from "./Doctor";
import { Architecture } from "./Drawing";
import { Machines } from "./Machines";
import { Access, Attention, Cost, Encryption, Quotas, Retention } from "./sections";

interface PageProps {
    readonly report: Report;
    readonly css: string;
    /** SHA-256 of the style sheet in base64: the page's own security policy admits that and nothing else. */
    readonly cssHash: string;
}

/** The whole page. It loads nothing, and its security policy forbids it to. */
export function Page({ report, css, cssHash }: PageProps) {
    const of = `${report.project}/${report.stack}${report.rehearsed ? ", rehearsed" : ""}`;
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

/** What is an environment's own has a section for each, where there are several. */
function sectionsOf(report: Report, of: string): readonly SectionContent[] {
    const { environments } = report;
    const isAlone = environments.length === 1;
    const each = (
        id: string,
        title: string,
        content: (facts: EnvironmentFacts, id: string, of: string) => ComponentChildren,
        isIn: (facts: EnvironmentFacts) => boolean = () => true,
    ): readonly SectionContent[] =>
        environments.filter(isIn).map((facts) => {
            const own = isAlone ? id : `${id}-${facts.name}`;
            return {
                id: own,
                title: isAlone ? title : `${title} of ${facts.name}`,
                content: content(facts, own, isAlone ? of : `${facts.name} in ${of}`),
            };
        });
    return [
        { id: "attention", title: "To look at", content: <Attention report={report} /> },
        ...(report.diagnosis === undefined
            ? []
            : [{ id: "doctor", title: "What AWS says", content: <Doctor facts={report.diagnosis} /> }]),
        ...each("architecture", "Architecture", ({ architecture }, id, place) => (
            <Architecture id={id} facts={architecture} of={place} />
        )),
        ...each("machines", "Agents and their egress", ({ machines }) => <Machines facts={machines} />),
        {
            id: "controls",
            title: "Controls",
            content: <Controls facts={report.controls} packConfigFile={report.packConfigFile} />,
        },
        ...each(
            "areas",
            "Shared areas",
            ({ architecture: { areas } }) => <Areas areas={areas} />,
            ({ architecture: { areas } }) => areas.length > 0,
        ),
        ...accessSections(report.access),
        ...each("encryption", "Encryption", ({ encryption }) => <Encryption facts={encryption} />),
        ...each("retention", "Backup and retention", ({ retention }) => <Retention facts={retention} />),
        { id: "quotas", title: "Quotas", content: <Quotas facts={report.quotas} /> },
        { id: "cost", title: "Cost", content: <Cost facts={report.cost} /> },
    ];
}

/** A section for each environment that was asked about, and for each into which another was asked to reach. */
function accessSections({ tables }: AccessFacts): readonly SectionContent[] {
    const environments = [...new Set(tables.map(({ environment }) => environment))];
    return environments.map((environment) => ({
        id: environment === undefined ? "access" : `access-${environment.replaceAll(" ", "-")}`,
        title: `Who can reach what${environment === undefined ? "" : `, ${environment}`}`,
        content: (
            <>
                <p>
                    Answers of an IAM evaluator about the policies in the state, beside what docs/access.md
                    expects. Columns are who asks; <strong>yes</strong> is allowed for all that the row names.
                </p>
                <Access tables={tables.filter((table) => table.environment === environment)} />
            </>
        ),
    }));
}

function Header({ report, of }: { readonly report: Report; readonly of: string }) {
    const { controls, access, cost, environments } = report;
    const places = environments.map(({ architecture }) => architecture);
    const zones = [...new Set(places.flatMap((place) => place.zones.map(({ name }) => name)))].toSorted();
    const agents = places.reduce((sum, place) => sum + place.agents.length, 0);
    const failing = findingsIn(report);
    const judged = controls.filter(({ result }) => result !== "not applicable");
    const met = judged.filter(({ result }) => result === "met");
    return (
        <header>
            <h1>
                <span class="kicker">Security report</span> {of}
            </h1>
            {report.rehearsed && (
                <p class="warn">
                    <strong>! A rehearsal.</strong> AWS was stood in for: nothing of this exists in any
                    account, and every id and address is made up.
                </p>
            )}
            <p class="facts">
                AWS account {places[0]?.accountId}, {places[0]?.region}. {report.resources} resources in the
                state
                {report.stateTime === undefined ? "" : ` of ${timeText(report.stateTime)}`}.
            </p>
            <dl class="tiles">
                <Tile
                    name="Mandatory controls violated"
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
                    value={`${agents} in ${zones.length}`}
                    note={zones.join(", ")}
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
