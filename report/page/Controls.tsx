import { type ControlFact, isFailing } from "../facts/controls";
import { fewNames, grouped, Names } from "./Names";
import { CardTable } from "./table";

interface ControlsProps {
    readonly facts: readonly ControlFact[];
    readonly packConfigFile: string | undefined;
}

/** The control matrix, by area. */
export function Controls({ facts, packConfigFile }: ControlsProps) {
    const areas = [...new Set(facts.map(({ area }) => area))];
    return (
        <>
            <p>
                Each rule of the policy pack, asked about the state{" "}
                {packConfigFile === undefined
                    ? "with the pack's own levels"
                    : `with the levels of ${packConfigFile}`}
                . A mandatory rule stops a deployment; an advisory one only speaks; one that is disabled was
                asked here all the same. NIST ids with ~ are the pack's own mapping.
            </p>
            {areas.map((area) => {
                const own = facts.filter((fact) => fact.area === area);
                return (
                    <article key={area}>
                        <h3>{area}</h3>
                        <CardTable
                            caption={`${area}: ${own.length} controls`}
                            columns={["Control", "Frameworks", "Enforced", "Result", "Resources"]}
                            rows={own.map((fact) => [
                                <Name fact={fact} />,
                                <Frameworks fact={fact} />,
                                <Enforced fact={fact} />,
                                <ResultMark fact={fact} />,
                                <Resources fact={fact} />,
                            ])}
                        />
                    </article>
                );
            })}
        </>
    );
}

interface FactProps {
    readonly fact: ControlFact;
}

function Name({ fact: { name, title, severity } }: FactProps) {
    return (
        <>
            <span class="control">{title}</span>
            <code class="below">{name}</code>
            <span class="below quiet">severity {severity}</span>
        </>
    );
}

function Frameworks({ fact: { frameworks } }: FactProps) {
    return (
        <ul class="plain">
            {frameworks.map(({ source, ids }) => (
                <li key={source}>
                    <span class="quiet">{source}</span> {ids.join(", ")}
                </li>
            ))}
        </ul>
    );
}

function Enforced({ fact: { level, decides } }: FactProps) {
    return (
        <>
            <span class={`level ${level === "disabled" ? "quiet" : ""}`}>{level}</span>
            <span class="below quiet">{decides}</span>
        </>
    );
}

/** A word, with a sign before it so that colour is not all that tells results apart. */
export function ResultMark({ fact }: FactProps) {
    const { result, level } = fact;
    if (result === "met") return <strong class="good">✓ met</strong>;
    if (result === "violated")
        return isFailing(fact) ? (
            <strong class="bad">✗ violated</strong>
        ) : (
            <strong class="warn">! not met, {level}</strong>
        );
    if (result === "exempt") return <strong class="warn">! exempt</strong>;
    return <span class="quiet">{result === "undecided" ? "? undecided" : "– not applicable"}</span>;
}

/** What the pack says, and of which resources. */
export function Remarks({ of: { remarks } }: { readonly of: ControlFact }) {
    const said = remarks.map(({ resource, message }) => ({
        resource,
        message: message.replace(`${resource}: `, ""),
    }));
    return (
        <ul class="plain">
            {grouped(said, ({ message }) => message).map((group) => (
                <li key={group[0].message}>
                    <Names names={group.map(({ resource }) => resource)} />
                    {group.length > fewNames ? "" : ": "}
                    {group[0].message}
                </li>
            ))}
        </ul>
    );
}

function Resources({ fact }: FactProps) {
    const { remarks, judged, judgedStack } = fact;
    if (remarks.length > 0) return <Remarks of={fact} />;
    return judgedStack && judged.length === 0 ? <span>the stack as a whole</span> : <Names names={judged} />;
}
