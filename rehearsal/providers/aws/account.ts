import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One resource as the stand-in's account holds it. */
export interface AccountRecord {
    readonly token: string;
    readonly id: string;
    readonly urn: string;
    readonly region: string;
    /** Tells the ids of two resources apart that had the same URN, one after the other. */
    readonly generation: number;
    /** What this resource keeps AWS from deleting: `type id`. */
    readonly holds: readonly string[];
    /** The resource with which AWS deletes this one: `type id`. */
    readonly goesWith?: string | undefined;
    /** The container that AWS deletes only when it is empty, and in which a service has put this: `type id`. */
    readonly within?: string | undefined;
    /** Days from when it was put there until it goes, or may be deleted. */
    readonly lastsDays?: number | undefined;
    /** Whether AWS refuses to delete it by itself for good; with what it `goesWith` it goes. */
    readonly immutable?: boolean | undefined;
    /** What may exist only once and is taken by this resource. */
    readonly claim?: string | undefined;
    readonly outputs: Readonly<Record<string, unknown>>;
}

/** Where the resources of global services are, such as IAM's. */
export const globalRegion = "global";

type Key = Pick<AccountRecord, "token" | "region" | "id">;

const fileName = (key: string): string => createHash("sha256").update(key).digest("hex").slice(0, 32);

const keyOf = ({ token, region, id }: Key): string => `${token} ${region} ${id}`;

/**
 * The account that the stand-in keeps in place of AWS's: a folder with one file per resource.
 *
 * The engine starts one provider process per provider resource and asks them in parallel. One file per fact needs no
 * lock: making a file that exists fails, and no two processes write the same resource.
 */
export class Account {
    constructor(private readonly folder: string) {
        for (const part of ["resources", "generations", "holds", "claims", "remains"])
            mkdirSync(this.#file(part), { recursive: true });
    }

    get(key: Key): AccountRecord | undefined {
        return this.#read(this.#file("resources", fileName(keyOf(key))));
    }

    /** Everything that exists in the account. */
    all(): AccountRecord[] {
        return readdirSync(this.#file("resources")).flatMap(
            (name) => this.#read(this.#file("resources", name)) ?? [],
        );
    }

    /** How many resources of this URN there were before, plus one. */
    nextGeneration(urn: string): number {
        const file = this.#file("generations", fileName(urn));
        return existsSync(file) ? Number(readFileSync(file, "utf8")) + 1 : 1;
    }

    /** Adds or replaces a resource. Throws where AWS would refuse it for what exists already. */
    put(record: AccountRecord): void {
        const before = this.get(record);
        if (record.claim !== undefined && before?.claim !== record.claim)
            this.#takeClaim(record.claim, record);
        this.#release(before);
        for (const target of record.holds) {
            const folder = this.#file("holds", fileName(target));
            mkdirSync(folder, { recursive: true });
            writeFileSync(join(folder, fileName(keyOf(record))), `${record.token} ${record.id}`);
        }
        writeFileSync(this.#file("generations", fileName(record.urn)), String(record.generation));
        const file = this.#file("resources", fileName(keyOf(record)));
        // Renamed into place, so that nobody reads half of it.
        writeFileSync(`${file}.new`, JSON.stringify(record));
        renameSync(`${file}.new`, file);
    }

    /** Removes a resource and what goes with it. Throws where AWS would refuse, as something uses it, is in it or locks it. */
    remove(key: Key): void {
        const record = this.get(key);
        if (record === undefined) return;
        if (record.immutable === true)
            throw new Error(`AWS refuses to delete ${record.token} ${record.id}: it is immutable.`);
        this.#removeWithParts(record);
    }

    #removeWithParts(record: AccountRecord): void {
        const users = this.#usersOf(`${record.token} ${record.id}`);
        if (users.length > 0)
            throw new Error(
                `AWS refuses to delete ${record.token} ${record.id} while ${users.join(" and ")} ` +
                    `${users.length === 1 ? "uses" : "use"} it. Let the program state that dependency, ` +
                    "so that the engine deletes in order.",
            );
        const content = this.contentOf(record);
        if (content.length > 0) {
            const what = [...new Set(content.map(({ token }) => token))].join(" and ");
            throw new Error(
                `AWS refuses to delete ${record.token} ${record.id}: it is not empty, there ` +
                    `${content.length === 1 ? `is 1 ${what}` : `are ${content.length} ${what}s`} in it.`,
            );
        }
        this.#release(record);
        if (record.claim !== undefined) rmSync(this.#file("claims", fileName(record.claim)), { force: true });
        rmSync(this.#file("resources", fileName(keyOf(record))), { force: true });
        for (const part of this.all()) {
            if (part.goesWith === `${record.token} ${record.id}` && part.region === record.region)
                this.#removeWithParts(part);
        }
    }

    /** What services have put into a container. */
    contentOf({ token, id, region }: Key): AccountRecord[] {
        return this.all().filter((one) => one.within === `${token} ${id}` && one.region === region);
    }

    /** Notes what AWS keeps of a resource that was deleted, for a reader. */
    leave(what: string): void {
        writeFileSync(this.#file("remains", fileName(what)), what);
    }

    /** What AWS keeps of the resources that were deleted. */
    remains(): string[] {
        return readdirSync(this.#file("remains"))
            .map((name) => readFileSync(this.#file("remains", name), "utf8"))
            .sort();
    }

    #usersOf(target: string): string[] {
        const folder = this.#file("holds", fileName(target));
        return existsSync(folder)
            ? readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))
            : [];
    }

    #release(record: AccountRecord | undefined): void {
        for (const target of record?.holds ?? [])
            rmSync(join(this.#file("holds", fileName(target)), fileName(keyOf(record as Key))), {
                force: true,
            });
    }

    #takeClaim(claim: string, record: AccountRecord): void {
        try {
            writeFileSync(this.#file("claims", fileName(claim)), record.id, { flag: "wx" });
        } catch {
            throw new Error(`AWS allows one ${claim}, and there is one already.`);
        }
    }

    #read(file: string): AccountRecord | undefined {
        return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as AccountRecord) : undefined;
    }

    #file(...parts: string[]): string {
        return join(this.folder, ...parts);
    }
}
