import type { Connection } from "./connection";
import { jsonOf } from "./json";
import type { Asked, Login } from "./request";

/** An API token, which Jenkins shows this once. */
export interface Token {
    readonly value: string;
    readonly uuid: string;
}

/**
 * A controller's users and their API tokens, over its HTTP API.
 * https://github.com/jenkinsci/jenkins/tree/jenkins-2.528/core/src/main/java: hudson/security/HudsonPrivateSecurityRealm.java,
 * hudson/model/User.java, jenkins/security/ApiTokenProperty.java
 */
export class Users {
    constructor(private readonly connection: Connection) {}

    /** The full name of a user; undefined where Jenkins knows none of that name. */
    async fullNameOf(user: string): Promise<string | undefined> {
        const asked: Asked = {
            method: "GET",
            path: `user/${encoded(user)}/api/json`,
            query: { tree: "fullName" },
            answers: [200, 404],
        };
        const answer = await this.connection.ask(asked);
        if (answer.status === 404) return undefined;
        return String(
            (jsonOf(this.connection.reach.url, asked, answer) as { readonly fullName?: unknown }).fullName ??
                "",
        );
    }

    /** Makes a user in Jenkins's own database, which needs Overall/Administer. Gives false where users are kept elsewhere, or Jenkins does not take the name. */
    async create({ user, token }: Login, fullName: string): Promise<boolean> {
        const { status } = await this.connection.ask({
            method: "POST",
            path: "securityRealm/createAccountByAdmin",
            // The mailer wants an address with an @, and this domain is nobody's (RFC 2606).
            form: {
                username: user,
                password1: token,
                password2: token,
                fullname: fullName,
                email: "node@agents.invalid",
            },
            // The form again, with what it does not take; and no such page, where the users are another system's.
            answers: [200, 302, 404],
        });
        return status === 302;
    }

    /** Deletes a user, which needs Overall/Administer; one that somebody else deleted before is none. */
    async delete(user: string): Promise<void> {
        await this.connection.ask({
            method: "POST",
            path: `user/${encoded(user)}/doDelete`,
            answers: [200, 302, 404],
        });
    }

    /**
     * Makes an API token: for the user itself, and for an administrator only where Jenkins was started with
     * `jenkins.security.ApiTokenProperty.adminCanGenerateNewTokens`. Gives undefined where Jenkins does not let the asker.
     * @param login as whom. @default the connection's own
     */
    async newToken(user: string, login?: Login): Promise<Token | undefined> {
        const asked: Asked = {
            ...tokens(user, "generateNewToken", login),
            form: { newTokenName: "jenkins-efs enrol" },
            // Whether another's login is still good is what this tells; the asker's own has to be.
            answers: [200, 302, 403, 404, ...(login === undefined ? [] : [401])],
        };
        const answer = await this.connection.ask(asked);
        if (this.connection.reach.dryRun === true) return { value: "0".repeat(34), uuid: "" };
        if (answer.status !== 200) return undefined;
        const { data } = jsonOf(this.connection.reach.url, asked, answer) as {
            readonly data: { readonly tokenValue: string; readonly tokenUuid: string };
        };
        return { value: data.tokenValue, uuid: data.tokenUuid };
    }

    /** Takes a token's validity, as its user or an administrator. */
    async revoke(user: string, { uuid }: Token, login?: Login): Promise<void> {
        await this.connection.ask({ ...tokens(user, "revoke", login), form: { tokenUuid: uuid } });
    }

    /** Takes every other token's validity, as their user or an administrator. */
    async revokeOthers(user: string, { uuid }: Token, login?: Login): Promise<void> {
        await this.connection.ask({ ...tokens(user, "revokeAllExcept", login), form: { tokenUuid: uuid } });
    }
}

const encoded = encodeURIComponent;

const tokens = (user: string, what: string, login: Login | undefined) =>
    ({
        method: "POST",
        path: `user/${encoded(user)}/descriptorByName/jenkins.security.ApiTokenProperty/${what}`,
        ...(login === undefined ? {} : { login }),
    }) as const;
