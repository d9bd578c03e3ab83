import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { areaVariable } from "../../agent-userdata";
import type { Ran } from "../tools";
import { type Area, script } from "./area";
import { type Directive, outlineOf, scripts } from "./declarative";

const environment = (directives: readonly Directive[]): Directive[] =>
    directives.flatMap(({ name, body }) => (name === "environment" ? [...body] : environment(body)));

/** Texts by path; what starts with #! is a program. */
type Project = Readonly<Record<string, string>>;

/** A build of a sample: the sample's own shell, in a workspace with a project in it. */
export class SampleJob {
    readonly #area: Area;
    readonly #name: string;
    readonly #pipeline: readonly Directive[];

    /** @param file - as `maven-cache/Jenkinsfile`, whose folder is called after its area */
    constructor(area: Area, file: string) {
        this.#area = area;
        this.#name = file.split("/")[0] ?? file;
        this.#pipeline = outlineOf(join("samples", file));
    }

    /** A fresh workspace with the project's files, and the script where the samples call it. */
    workspace(project: Project): string {
        const workspace = mkdtempSync(join(this.#area.folder("workspaces"), "job-"));
        for (const [path, text] of Object.entries(project)) {
            mkdirSync(join(workspace, path, ".."), { recursive: true });
            writeFileSync(join(workspace, path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
        }
        mkdirSync(join(workspace, "ci"), { recursive: true });
        copyFileSync(script, join(workspace, "ci", "shared-area.sh"));
        return workspace;
    }

    /** Runs the steps, or those of one stage, as Jenkins runs `sh`, until one fails. */
    run(
        as: "asReader" | "asWriter",
        workspace: string,
        { stage, env = {} }: { stage?: string; env?: NodeJS.ProcessEnv } = {},
    ): Ran {
        const own = environment(this.#pipeline).map(({ name, value }) => [
            name,
            value.replace("$WORKSPACE", workspace),
        ]);
        const all = {
            ...process.env,
            [areaVariable(this.#name)]: this.#area.directory,
            ...Object.fromEntries(own),
            ...env,
        };
        const steps = scripts(stage === undefined ? this.#pipeline : this.#stage(stage));
        let output = "";
        for (const step of steps) {
            const ran = this.#area[as]("sh", ["-xe", "-c", step], { cwd: workspace, env: all });
            output += ran.output;
            if (ran.status !== 0) return { status: ran.status, output };
        }
        return { status: 0, output };
    }

    /** Runs the steps and throws with their output where one fails. */
    runs(...args: Parameters<SampleJob["run"]>): string {
        const { status, output } = this.run(...args);
        assert.equal(status, 0, output);
        return output;
    }

    #stage(name: string): readonly Directive[] {
        const stages = this.#pipeline[0]?.body.find((one) => one.name === "stages")?.body ?? [];
        return stages.filter(({ value }) => value === name);
    }
}
