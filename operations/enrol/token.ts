import { randomBytes } from "node:crypto";
import type { Good, Jenkins } from "../jenkins/client";
import { JenkinsError } from "../jenkins/errors";
import type { Login } from "../jenkins/request";
import type { Token } from "../jenkins/users";

/** A login that was made for an agent's node. */
export interface Made {
    readonly login: Login;
    readonly said: string;
    /** Undoes it, where nobody will have the token. */
    readonly undo: () => Promise<void>;
    /** Takes every other token of the user its validity. */
    readonly revokeOthers: () => Promise<void>;
}

/** Something stands against one agent's enrolment; the message says what would do. */
export class Refusal extends Error {
    override readonly name = "Refusal";
}

/** Somebody else is at work on the same agent; the message says what was met, and who catches it what to run. */
export class Meanwhile extends Refusal {}

/** A token that was made and is refused. */
export const takenAway = (user: string): Meanwhile =>
    new Meanwhile(
        `Jenkins takes the new token of user ${user} no more: somebody else changed it at the same time.`,
    );

function made(jenkins: Jenkins, user: string, token: Token, said: string, undo?: () => Promise<void>): Made {
    const login = { user, token: token.value };
    return {
        login,
        said,
        undo: undo ?? (() => jenkins.users.revoke(user, token, login)),
        revokeOthers: () =>
            jenkins.users.revokeOthers(user, token, login).catch((error: unknown) => {
                if (!(error instanceof JenkinsError && error.status === 401)) throw error;
                throw takenAway(user);
            }),
    };
}

/**
 * A user with a new API token. The user is made where Jenkins has none of that name, with a password that nobody knows
 * afterwards: only a user itself makes its tokens (ApiTokenProperty.hasCurrentUserRightToGenerateNewToken).
 * @param node the agent's, by which the user is known again: one that an earlier run made and could not use is made anew
 * @param before a login of that user which may still be good
 * @throws Refusal where Jenkins has another user of that name, and lets nobody else make a token for it, and `Meanwhile` where
 * somebody else makes that user
 */
export async function makeLogin(jenkins: Jenkins, user: string, node: string, before?: Login): Promise<Made> {
    const ownName = `Agent ${node}, by npm run enrol`;
    const fullName = await jenkins.users.fullNameOf(user);
    if (fullName !== undefined) {
        const token =
            (before && (await jenkins.users.newToken(user, before))) ?? (await jenkins.users.newToken(user));
        if (token !== undefined) return made(jenkins, user, token, `a new token of user ${user}`);
        if (fullName !== ownName) throw new Refusal(othersToken(user));
        // Nobody has its password, so no token of it can be made any more.
        await jenkins.users.delete(user);
    }
    const password: Login = { user, token: `Aa1-${randomBytes(24).toString("base64url")}` };
    if (!(await jenkins.users.create(password, ownName))) {
        if ((await jenkins.users.fullNameOf(user)) !== undefined)
            throw new Meanwhile(
                `user ${user} was made by somebody else at the same time, who enrols this agent too.`,
            );
        throw new Refusal(
            `Jenkins makes no user ${user}: its users are kept elsewhere, or it does not take the name (letters, digits, _ and -). ${byHand(user)}`,
        );
    }
    // One of that name with another password is somebody else's, who took this one for what an earlier run left.
    const isOwn = async () => (await jenkins.good(node, password)) !== "refused";
    const undo = async () => {
        if (await isOwn()) await jenkins.users.delete(user);
    };
    try {
        const token = await jenkins.users.newToken(user, password);
        if (token === undefined && !(await isOwn()))
            throw new Meanwhile(
                `user ${user}, which this made, was deleted or made anew by somebody else at the same time.`,
            );
        if (token === undefined)
            throw new Refusal(
                `Jenkins does not let its new user ${user} make a token. Give those who are logged in Overall/Read, and run this again.`,
            );
        return made(jenkins, user, token, `user ${user} and its token`, undo);
    } catch (error) {
        await undo();
        throw error;
    }
}

const byHand = (user: string): string =>
    `Make the user where users are made, log in as it, make a token on its page, and store it as the README's "by hand" says; or start Jenkins with -Djenkins.security.ApiTokenProperty.adminCanGenerateNewTokens=true and run this again as an administrator, once ${user} is known to Jenkins.`;

const othersToken = (user: string): string =>
    `Jenkins has a user ${user} already, and lets only it make its tokens. Where nobody else needs that user, delete it (POST /user/${encodeURIComponent(user)}/doDelete) and run this again. Else: ${byHand(user)}`;

/** What to do about a login that is not good for its node. */
export function mendOf(good: Exclude<Good, "yes" | "refused">, user: string, node: string): string {
    if (good === "administers")
        return `user ${user} may administer Jenkins, as where everybody who is logged in may do anything: its token has no place on an agent. Use an authorization strategy by which it may not, and run this again.`;
    if (good === "no Overall/Read")
        return `user ${user} lacks Overall/Read, so node ${node} is not marked when its instance ends. Give it that.`;
    return `user ${user} lacks Agent/Connect on node ${node}, so the node is not marked when its instance ends. Apply the output jenkinsConfigurationAsCode, with the Matrix Authorization Strategy plugin.`;
}
