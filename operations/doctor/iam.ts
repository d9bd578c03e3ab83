import {
    type GroupDetail,
    IAMClient,
    type ManagedPolicyDetail,
    paginateGetAccountAuthorizationDetails,
    type RoleDetail,
    type UserDetail,
} from "@aws-sdk/client-iam";
import { allOf } from "../aws/answers";
import type { Session } from "../aws/session";

/** Everybody of an account and what each is allowed, as IAM has it. */
export interface Authorizations {
    readonly roles: readonly RoleDetail[];
    readonly users: readonly UserDetail[];
    readonly groups: readonly GroupDetail[];
    readonly policies: readonly ManagedPolicyDetail[];
}

const asked = new WeakMap<Session, Promise<Authorizations>>();

/** Asks IAM once in a run, however many checks want to know. */
export function authorizations(session: Session, region: string): Promise<Authorizations> {
    const known = asked.get(session);
    if (known !== undefined) return known;
    const answer = ask(session, region);
    asked.set(session, answer);
    return answer;
}

async function ask(session: Session, region: string): Promise<Authorizations> {
    const client = session.client(IAMClient, region);
    const pages = await allOf(paginateGetAccountAuthorizationDetails({ client }, {}), (page) => [page]);
    return {
        roles: pages.flatMap(({ RoleDetailList }) => RoleDetailList ?? []),
        users: pages.flatMap(({ UserDetailList }) => UserDetailList ?? []),
        groups: pages.flatMap(({ GroupDetailList }) => GroupDetailList ?? []),
        policies: pages.flatMap(({ Policies }) => Policies ?? []),
    };
}

/** IAM hands documents over as they stand in a URL. */
export const documentText = (encoded: string | undefined): string => decodeURIComponent(encoded ?? "{}");

/** The document of a managed policy's version in force; undefined where IAM tells none of that ARN. */
export function managedText({ policies }: Authorizations, arn: string | undefined): string | undefined {
    const policy = policies.find((each) => each.Arn === arn);
    const version = policy?.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion === true);
    return version?.Document === undefined ? undefined : documentText(version.Document);
}
