import type { Machine, Machines as MachinesFacts } from "../facts/machines";
import { grouped, Names } from "./Names";
import { CardTable } from "./table";

const bootOf = ({ name: _, ...rest }: Machine): string => JSON.stringify(rest);

/** What the agents start from and get at the boot, and where they may open a connection to. */
export function Machines({ facts: { agents, egress } }: { readonly facts: MachinesFacts }) {
    return (
        <>
            <CardTable
                caption="What agents start from"
                columns={["Agents", "Image", "Found there", "Packages", "Hook", "Disk"]}
                rows={grouped(agents, bootOf).map((some) => {
                    const [{ imageFrom, isPinned, image, packages, hookSha256, disk }] = some;
                    return [
                        <Names names={some.map(({ name }) => name)} what="agents" />,
                        <>
                            <code>{imageFrom}</code>, {isPinned ? "pinned" : "looked up at each start"}
                        </>,
                        image === undefined ? (
                            "not looked up"
                        ) : (
                            <>
                                <code>{image.id}</code> {image.name}
                            </>
                        ),
                        <Names names={packages} what="packages" />,
                        hookSha256 === undefined ? (
                            "none"
                        ) : (
                            <code>{`sha256:${hookSha256.slice(0, 12)}`}</code>
                        ),
                        diskText(disk),
                    ];
                })}
            />
            <CardTable
                caption="Where agents may open a connection to"
                columns={["To", "Port", "What for"]}
                rows={egress.map(({ to, port, purpose }) => [
                    <code>{to}</code>,
                    String(port ?? "any"),
                    purpose,
                ])}
            />
        </>
    );
}

const diskText = ({ iops, throughputMiBps }: Machine["disk"]): string =>
    [iops && `${iops} IOPS`, throughputMiBps && `${throughputMiBps} MiB/s`].filter(Boolean).join(", ") ||
    "as every gp3 volume";
