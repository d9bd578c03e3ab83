import type { ReportViolation } from "@pulumi/policy";
import { concerns, type Exemption, exemptionsIn, holds } from "./exemptions";
import { leaveUnread, wait } from "./ledger";

/** What a message needs to know about a resource. */
export interface Named {
    readonly name: string;
    readonly urn: string;
}

/** What a rule may say about the resources it looks at. */
export interface Report {
    /**
     * The resource violates the control: what it is, what it must be, and what remediates it.
     * Each part is a clause without a full stop at its end.
     */
    violation(on: Named, is: string, must: string, remediation: string): void;
    /** The same, said and failing nothing, whatever the level of the rule: for what may be meant so. */
    advice(on: Named, is: string, must: string, remediation: string): void;
    /** The verdict has to wait for a value that is not known before the update. */
    wait(on: Named, what: string): void;
    /** There is something that neither preview nor update can read: somebody has to answer for it. */
    unread(on: Named, what: string): void;
    /** The rule is not applicable, for this reason. */
    notApplicable(reason: string): void;
}

/** What a message ends with, so that nobody turns a rule off for one resource. */
const exempting =
    ' If it is meant so, accept it with a reason: "exemptions" of this rule in the configuration of the pack.';

/** A report that answers to the host, and remembers why nothing was to be judged. */
export class HostReport implements Report {
    readonly #control: string;
    readonly #say: ReportViolation;
    readonly #configured: unknown;
    readonly #addressed: boolean;
    #notApplicable: string | undefined;
    #judged = false;

    /** `addressed`: stack rules must say which resource a message is about; for resource rules the host knows. */
    constructor(control: string, say: ReportViolation, configured: unknown, addressed: boolean) {
        this.#control = control;
        this.#say = say;
        this.#configured = configured;
        this.#addressed = addressed;
    }

    /** The reason why the rule does not apply, unless it judged something all the same. */
    get notApplicableFor(): string | undefined {
        return this.#judged ? undefined : this.#notApplicable;
    }

    advice(on: Named, is: string, must: string, remediation: string): void {
        this.#judged = true;
        if (this.#exemptions(on).some((exemption) => holds(exemption, new Date()))) return;
        this.#notice(this.#message(on, is, must, remediation), on);
    }

    violation(on: Named, is: string, must: string, remediation: string): void {
        this.#judged = true;
        const message = this.#message(on, is, must, remediation);
        const about = this.#exemptions(on);
        const valid = about.find((exemption) => holds(exemption, new Date()));
        if (valid) {
            this.#notice(`Exempt until ${valid.expires} (${valid.reason}): ${message}`, on);
            return;
        }
        const expired = about.map(
            (exemption) => ` An exemption expired on ${exemption.expires} (${exemption.reason}).`,
        );
        const otherwise = expired.length > 0 ? expired.join("") : exempting;
        this.#say(message + otherwise, this.#addressed ? on.urn : undefined);
    }

    #message(on: Named, is: string, must: string, remediation: string): string {
        return `${this.#control}: ${on.name}: ${is}. It must ${must}. ${remediation}.`;
    }

    #exemptions(on: Named): readonly Exemption[] {
        return exemptionsIn(this.#configured).filter((exemption) => concerns(exemption, on));
    }

    wait(on: Named, what: string): void {
        this.#judged = true;
        wait({ control: this.#control, urn: on.urn, name: on.name, what });
    }

    unread(on: Named, what: string): void {
        this.#judged = true;
        if (this.#exemptions(on).some((exemption) => holds(exemption, new Date()))) return;
        leaveUnread({ control: this.#control, urn: on.urn, name: on.name, what });
    }

    notApplicable(reason: string): void {
        this.#notApplicable ??= reason;
    }

    #notice(message: string, on: Named): void {
        advise(this.#say, message, on.urn);
    }
}

/**
 * Says something without failing the run, whatever the level of the rule.
 *
 * The host takes an object in place of the message, with a level of its own; its type declarations leave that out.
 */
export function advise(say: ReportViolation, message: string, urn?: string): void {
    const notice: unknown = { message, enforcementLevel: "advisory", ...(urn === undefined ? {} : { urn }) };
    say(notice as string);
}
