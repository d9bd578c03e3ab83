/** Permissions, by the ids that Jenkins names in `X-Required-Permission`. */
export const may = {
    administer: "hudson.model.Hudson.Administer",
    read: "hudson.model.Hudson.Read",
    create: "hudson.model.Computer.Create",
    configure: "hudson.model.Computer.Configure",
    extendedRead: "hudson.model.Computer.ExtendedRead",
    connect: "hudson.model.Computer.Connect",
    disconnect: "hudson.model.Computer.Disconnect",
} as const;

/** A node of the stand-in, as its config.xml and its computer have it. */
export interface StandInNode {
    readonly launcher: string;
    readonly labels: string;
    readonly executors: number;
    readonly remoteFS: string;
    /** The elements within `<nodeProperties>`. */
    properties: string;
    connected: boolean;
    mark?: string;
}

/** A user of the stand-in. */
export interface StandInUser {
    readonly permissions: readonly string[];
    readonly password?: string;
    readonly fullName?: string;
    /** By uuid. */
    readonly tokens: Map<string, string>;
}

/** What a request comes from, once Jenkins knows. */
export interface Asker {
    readonly name: string;
    readonly user: StandInUser;
    /** Whether by an API token, which needs no crumb. */
    readonly byToken: boolean;
}

/** What is asked for, taken apart. */
export interface Question {
    readonly method: string;
    /** Parts of the path, decoded. */
    readonly parts: readonly string[];
    readonly form: URLSearchParams;
    readonly body: string;
    readonly asker: Asker;
    /** The one of this web session. */
    readonly crumb: string;
}

/** An answer of a page. */
export interface Reply {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
}

/** What the pages need to know of the controller. */
export interface Controller {
    readonly nodes: Map<string, StandInNode>;
    readonly users: Map<string, StandInUser>;
    readonly hasOwnUsers: boolean;
    readonly adminMakesTokens: boolean;
    secretOf(node: string): string;
    has(asker: Pick<Asker, "name" | "user">, permission: string, node?: StandInNode): boolean;
}
