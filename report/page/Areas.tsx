import type { Area } from "../facts/accessPoints";
import { Names } from "./Names";
import { CardTable } from "./table";

/** What agents share, and who may write and read it. */
export function Areas({ areas }: { readonly areas: readonly Area[] }) {
    return (
        <>
            <p>
                All who have an area act in it as its one user. Who only reads is refused every change by EFS
                itself, whatever the file's mode: its role has no ClientWrite there.
            </p>
            <CardTable
                caption="Shared areas"
                columns={["Area", "Directory", "User", "Writers", "Readers"]}
                rows={areas.map(({ name, accessPoint: { path, uid }, writers, readers }) => [
                    name,
                    <code>{path}</code>,
                    uid === undefined ? "of the client" : String(uid),
                    <Names names={writers} what="agents" />,
                    readers === "all" ? "every other agent" : <Names names={readers} what="agents" />,
                ])}
            />
        </>
    );
}
