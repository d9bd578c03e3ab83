import type { Session } from "../aws/session";
import { Jenkins } from "../jenkins/client";
import type { Login } from "../jenkins/request";
import type { Operation, Outcome } from "../operation";
import { commandOf, policyCommand } from "../options";
import { type Enrollables, enrollablesOf } from "./agents";
import { type Enrolled, Enrolment } from "./enrol";
import { type EnrolOptions, loginFrom } from "./options";
import { enrolPolicy } from "./policy";
import { describeEnrolment } from "./print";
import { aboutSecret, describeRotation } from "./rotate";
import { waitForAgents } from "./wait";

/** `npm run enrol`. */
export const enrolling: Operation<EnrolOptions> = {
    script: "enrol",
    policy: ({ environment, place }, options) =>
        enrolPolicy(place, enrollablesOf(environment, namedIn(options)).agents),
    run: async (session, { environment }, options) => {
        const login = loginFrom(process.env);
        const enrollables = enrollablesOf(environment, namedIn(options));
        const url = controllerOf(enrollables, process.env.JENKINS_URL);
        return enrolAll(session, jenkinsOf(session, url, login), enrollables, options);
    },
};

const namedIn = ({ agents, rotate }: EnrolOptions): readonly string[] =>
    rotate === undefined ? agents : [rotate];

const jenkinsOf = (session: Session, url: string, login: Login): Jenkins =>
    new Jenkins({
        url,
        login,
        dryRun: session.dryRun,
        say: (line) => session.say(line),
        pause: (seconds) => session.pause(seconds),
    });

/**
 * The controller's root.
 * @param given in place of what the stack says
 * @throws Error where it is no https URL, or has a user or password in it, which messages would show
 */
export function controllerOf(
    { controllerUrl }: Pick<Enrollables, "controllerUrl">,
    given: string | undefined,
): string {
    const url = given || controllerUrl;
    if (url === undefined)
        throw new Error(
            "The stack does not say where its controller is: an earlier version of the kit deployed it. Give the controller's root in JENKINS_URL, or run pulumi up once.",
        );
    if (URL.canParse(url) && (new URL(url).username || new URL(url).password))
        throw new Error(
            "JENKINS_URL has a user or a password in it, which everybody sees who sees what is told. Give the URL alone, and who asks in JENKINS_USER_ID and JENKINS_API_TOKEN.",
        );
    if (!URL.canParse(url) || new URL(url).protocol !== "https:")
        throw new Error(
            `${url} is no https URL: tokens and secrets travel over it. Give one in JENKINS_URL.`,
        );
    return url;
}

/** Enrols agents one after the other, and then waits for all of them together. */
export async function enrolAll(
    session: Session,
    jenkins: Jenkins,
    { agents, taken, logGroup }: Enrollables,
    options: Pick<EnrolOptions, "rotate" | "waitMinutes" | "stack" | "stateFile" | "environment" | "profile">,
): Promise<Outcome> {
    const nodes = await jenkins.nodes();
    const newTokens = options.rotate !== undefined;
    const enrolment = new Enrolment(session, jenkins, nodes, {
        command: commandOf("enrol", options),
        policyCommand: policyCommand("enrol", options),
        newTokens,
    });
    const enrolled: Enrolled[] = [];
    for (const agent of agents) {
        const one = await enrolment.enrol(agent);
        session.say(`${one.agent}: ${[...one.did, ...one.faults].join("; ") || "nothing to do"}`);
        enrolled.push(one);
    }
    const sound = enrolled.filter(({ faults }) => faults.length === 0);
    await waitForAgents(session, jenkins, sound, { minutes: options.waitMinutes, logGroup });
    if (options.rotate !== undefined) {
        const seen = aboutSecret(options.rotate, [...nodes.keys(), ...taken], options);
        const text = `${describeEnrolment(enrolled, session.dryRun)}\n${describeRotation(seen)}`;
        return { json: { agents: enrolled, ...seen }, text, passed: false };
    }
    const passed = enrolled.every(({ faults }) => faults.length === 0);
    return { json: { agents: enrolled }, text: describeEnrolment(enrolled, session.dryRun), passed };
}
