import { resourcesOf } from "../state/exported";
import { Graph } from "../state/graph";
import { shortUrn } from "../state/urn";
import { after, finalLocks, planTeardown } from "../teardown/plan";
import type { Workspace } from "./engine/workspace";
import type { Fault } from "./expectations";
import type { Account } from "./providers/aws/account";
import { empty, letServicesWork, letTimePass } from "./providers/aws/contents";
import type { Steps } from "./steps";

/** Longer than any retention that the configuration takes. */
const foreverDays = 100_000;

/**
 * Gives an environment up in the way that `npm run teardown` tells: what holds something stays with its guards until it
 * is empty, and all else goes first.
 */
export async function giveUp(workspace: Workspace, steps: Steps): Promise<void> {
    letServicesWork(workspace.account);
    const guarded = await workspace.protectedUrns();
    if (guarded.length > 0)
        // `pulumi destroy` previews first. Only `--skip-preview` goes on, up to the first protected resource.
        await steps.refused(
            "destroy: protected, so refused",
            (options) => workspace.previewDestroy(options),
            `${guarded.length} resources are protected, and destroy would go ahead`,
            `${guarded.length} protected`,
        );
    const graph = Graph.of(await workspace.exportState());
    const outliving = graph.resources.filter(({ outlives }) => outlives).map(({ urn }) => urn);
    const kept = urnsIn(workspace.account).filter((urn) => outliving.includes(urn));
    const plan = planTeardown(graph);
    if (plan.holders.length > 0) {
        const filled = contentIn(workspace.account);
        steps.say(
            `protecting ${plan.protect.length} guard(s), unprotecting ${plan.unprotect.length} resource(s)`,
        );
        await workspace.protect(plan.protect);
        await workspace.unprotect(plan.unprotect);
        const staying = plan.holders.flatMap(({ resource, guards }) => [resource, ...guards]);
        await steps.run("destroy: all but what holds something", "destroyUnprotected", async () => [
            ...notLeft(
                staying.map(({ urn }) => urn),
                resourcesOf(await workspace.exportState()).map(({ urn }) => urn),
            ),
            ...notLeft(filled, contentIn(workspace.account)),
        ]);
        letTimePass(workspace.account, foreverDays);
        const buckets = plan.holders
            .filter(({ kind }) => kind === "bucket")
            .map(({ resource }) => resource.urn);
        for (const record of workspace.account.all())
            if (buckets.includes(record.urn)) empty(workspace.account, record);
        steps.say("later: recovery points have expired, locks have ended, buckets were emptied");
        await workspace.unprotect(await workspace.protectedUrns());
        await workspace.forget(finalLocks(plan, after(new Date(), foreverDays)));
    }
    await steps.run("destroy: nothing left", "destroy", async () => {
        const inState = resourcesOf(await workspace.exportState()).map(
            ({ urn }) => `the state still has ${shortUrn(urn)}`,
        );
        const inAccount = workspace.account
            .all()
            .filter(({ urn }) => !kept.includes(urn))
            .map(
                ({ urn, token, id }) =>
                    `the account still has ${urn === "" ? `${token} ${id}` : shortUrn(urn)}`,
            );
        return [...inState, ...inAccount, ...notLeft(kept, urnsIn(workspace.account))];
    });
}

const urnsIn = (account: Account): string[] => account.all().map(({ urn }) => urn);

/** What services have put into vaults and buckets. */
const contentIn = (account: Account): string[] =>
    account.all().flatMap(({ within, token, id }) => (within === undefined ? [] : `${token} ${id}`));

const notLeft = (wanted: readonly string[], there: readonly string[]): Fault[] =>
    wanted.filter((one) => !there.includes(one)).map((one) => `${one} had to stay, and is gone`);
