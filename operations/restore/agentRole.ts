import { isDeepStrictEqual } from "node:util";
import {
    CreatePolicyVersionCommand,
    DeletePolicyVersionCommand,
    GetPolicyCommand,
    GetPolicyVersionCommand,
    IAMClient,
    ListPolicyVersionsCommand,
    SetDefaultPolicyVersionCommand,
} from "@aws-sdk/client-iam";
import { isRecord } from "../../state/exported";
import { unlessMissing } from "../aws/answers";
import type { Session } from "../aws/session";
import { closed, opened, type PolicyDocument, type Reachable, runsIn } from "./opening";

/** The version of a managed policy that is in force. */
interface InForce {
    readonly version: string;
    readonly document: PolicyDocument;
}

/**
 * Holds that an agent's role can be let read what is to be restored, before anything is paid for.
 * @throws Error where its policy is not this kit's, or has no room
 */
export async function holdOpenable(session: Session, policyArn: string, reachable: Reachable): Promise<void> {
    opened((await inForce(session, policyArn)).document, reachable);
}

/** IAM's servers agree within seconds; as long somebody else who opens the same role may write over it. */
const settling = { seconds: 5, times: 3 };

/**
 * Lets an agent's role read what was restored, by a further version of its policy; does nothing where it may already.
 * Looks again, and once more where somebody else wrote over it.
 * @throws Error where the policy is not this kit's, or has no room
 */
export async function openRole(session: Session, policyArn: string, reachable: Reachable): Promise<void> {
    for (let time = 0; time < settling.times; time += 1) {
        const { document } = await inForce(session, policyArn);
        const open = opened(document, reachable);
        if (isDeepStrictEqual(open, document)) return;
        await putInForce(session, policyArn, open);
        if (session.dryRun) return;
        await session.pause(settling.seconds);
    }
}

/**
 * Takes from an agent's role what runs were let read, by the version of its policy that was in force before, and deletes the
 * versions that let it.
 * @param run one run; undefined for all
 * @returns the runs whose opening was taken away
 */
export async function closeRole(
    session: Session,
    policyArn: string,
    run: string | undefined,
): Promise<readonly string[]> {
    const current = await unlessMissing(inForce(session, policyArn));
    // The agent is gone, and what its role was let with it.
    if (current === undefined) return [];
    const runs = runsIn(current.document).filter((each) => run === undefined || each === run);
    if (runs.length === 0) return [];
    const wanted = runs.reduce(closed, current.document);
    const others = (await versionsOf(session, policyArn)).filter((version) => version !== current.version);
    const documents = await Promise.all(
        others.map(async (version) => ({ version, document: await documentOf(session, policyArn, version) })),
    );
    const before = documents.find(({ document }) => isDeepStrictEqual(document, wanted));
    const iam = session.client(IAMClient);
    if (before === undefined) await putInForce(session, policyArn, wanted);
    else
        await iam.send(
            new SetDefaultPolicyVersionCommand({ PolicyArn: policyArn, VersionId: before.version }),
        );
    const stale = [...documents, current].filter(({ document }) =>
        runs.some((each) => runsIn(document).includes(each)),
    );
    for (const { version } of stale) await deleteVersion(session, policyArn, version);
    return runs;
}

async function inForce(session: Session, policyArn: string): Promise<InForce> {
    const { Policy } = await session.client(IAMClient).send(new GetPolicyCommand({ PolicyArn: policyArn }));
    const version = Policy?.DefaultVersionId;
    if (version === undefined) throw new Error(`IAM says no version of ${policyArn} that is in force.`);
    return { version, document: await documentOf(session, policyArn, version) };
}

/** IAM answers with the document in percent-encoding: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyVersion.html */
async function documentOf(session: Session, policyArn: string, version: string): Promise<PolicyDocument> {
    const { PolicyVersion } = await session
        .client(IAMClient)
        .send(new GetPolicyVersionCommand({ PolicyArn: policyArn, VersionId: version }));
    const document: unknown = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "null"));
    if (!isRecord(document)) throw new Error(`Version ${version} of ${policyArn} holds no policy.`);
    return document;
}

/** The numbers of a policy's versions, the oldest first. IAM keeps five. */
async function versionsOf(session: Session, policyArn: string): Promise<readonly string[]> {
    const { Versions = [] } = await session
        .client(IAMClient)
        .send(new ListPolicyVersionsCommand({ PolicyArn: policyArn }));
    const numbers = Versions.flatMap(({ VersionId }) => (VersionId === undefined ? [] : [VersionId]));
    return numbers.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

/**
 * IAM keeps five versions of a policy (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), and makes one
 * twice where an answer is lost: there is room for both where three are left.
 */
const versionsLeft = 3;

async function putInForce(session: Session, policyArn: string, document: PolicyDocument): Promise<void> {
    const { version } = await inForce(session, policyArn);
    const versions = await versionsOf(session, policyArn);
    // As Pulumi's provider does: the oldest that are not in force make room.
    const oldest = versions
        .filter((each) => each !== version)
        .slice(0, Math.max(0, versions.length - versionsLeft));
    for (const each of oldest) await deleteVersion(session, policyArn, each);
    await session.client(IAMClient).send(
        new CreatePolicyVersionCommand({
            PolicyArn: policyArn,
            PolicyDocument: JSON.stringify(document),
            SetAsDefault: true,
        }),
    );
}

async function deleteVersion(session: Session, policyArn: string, version: string): Promise<void> {
    await unlessMissing(
        session
            .client(IAMClient)
            .send(new DeletePolicyVersionCommand({ PolicyArn: policyArn, VersionId: version })),
    );
}
