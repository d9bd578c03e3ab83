import * as assert from "node:assert/strict";
import { join } from "node:path";
import { rules } from "../../policy-pack/rules";
import { Workspace } from "../../rehearsal/engine/workspace";
import { mutants } from "./kitMutants";
import { KitPlan, type StateResource } from "./kitPlan";

const root = join(__dirname, "..", "..");
const pack = join(root, "policy-pack");
const shipped = (name: string) => join(pack, "config", `${name}.json`);

describe("the policy pack, in the real engine, on this kit", function () {
    this.timeout(600_000);
    let workspace: Workspace;
    let state: readonly StateResource[] = [];

    before(async () => {
        workspace = await Workspace.create({ program: root, stack: "prod", policyPacks: [pack] });
        const run = await workspace.up();
        assert.equal(run.exitCode, 0, run.errors.join("\n"));
        const exported = await workspace.exportState();
        state = (exported.deployment as { resources: StateResource[] }).resources;
    });
    after(async () => {
        await workspace?.dispose();
    });

    it("accepts prod in its default configuration, and refuses nothing that is mandatory", () => {
        const breaches = new KitPlan(state).breaches();
        const mandatory = rules
            .filter(({ enforcementLevel }) => enforcementLevel === "mandatory")
            .map(({ name }) => name);
        assert.deepEqual(
            [...breaches.keys()].filter((name) => mandatory.includes(name)),
            [],
        );
    });

    it("accepts prod with the configuration that is shipped for production", async () => {
        const run = await workspace.preview({ policyPackConfigs: [shipped("prod")] });
        assert.equal(
            run.exitCode,
            0,
            [...run.errors, ...run.policyEvents.map(({ message }) => message)].join("\n"),
        );
    });

    it("accepts dev with the configuration that is shipped for development, without a word", async () => {
        const dev = await Workspace.create({ program: root, stack: "dev", policyPacks: [pack] });
        try {
            const run = await dev.preview({ policyPackConfigs: [shipped("dev")] });
            assert.equal(
                run.exitCode,
                0,
                [...run.errors, ...run.policyEvents.map(({ message }) => message)].join("\n"),
            );
            const said = run.policyEvents.filter(({ policyName }) => policyName !== "preview-coverage");
            assert.deepEqual(
                said.map(({ policyName }) => policyName),
                [],
            );
        } finally {
            await dev.dispose();
        }
    });

    describe("broken in one place", () => {
        for (const [name, { mutate, config, also }] of Object.entries(mutants)) {
            it(`is refused by ${name}${also ? ` and ${also}` : ""}, and by no other rule`, () => {
                const own = config ? { [name]: config } : {};
                const before = new KitPlan(state).breaches(own);
                const plan = new KitPlan(state);
                mutate(plan);
                const refusing = [...plan.breaches(own)]
                    .filter(([rule, messages]) =>
                        messages.some((message) => !before.get(rule)?.includes(message)),
                    )
                    .map(([rule]) => rule);
                assert.deepEqual(refusing, also ? [name, also] : [name]);
            });
        }
    });
});
