/** When a control's verdict is final, in the words of the pages. */
export const decided = {
    preview: "at preview",
    create: "at preview where the values are known, else in the update, before the resource is created",
    edges: "at preview from what feeds what, confirmed with values at the end of the update",
} as const;

/** When a control's verdict is final: a key of `decided`. */
export type Decisive = keyof typeof decided;

/** Where other catalogues and tools know the same control; an absent list means that they do not. */
export interface References {
    readonly securityHub?: readonly string[];
    /** CIS AWS Foundations Benchmark v5.0. */
    readonly cis?: readonly string[];
    readonly controlTower?: readonly string[];
    /** PCI DSS v4.0.1. */
    readonly pci?: readonly string[];
    readonly configRules?: readonly string[];
    readonly checkov?: readonly string[];
    readonly prowler?: readonly string[];
}

/** What a rule says of itself: what it asserts, how grave a violation is, and how to mend it. */
export interface Control {
    /** The contract: configuration and exemptions refer to it. */
    readonly name: string;
    readonly title: string;
    readonly asserts: string;
    readonly severity: "low" | "medium" | "high" | "critical";
    /** The enforcement level unless configuration says otherwise. */
    readonly level: "advisory" | "mandatory";
    readonly decisive: Decisive;
    readonly references: References;
    /** NIST SP 800-53 Rev. 5, either as Security Hub relates it or as this pack does where Security Hub has no such control. */
    readonly nist: { readonly by: "Security Hub" | "this pack"; readonly controls: readonly string[] };
    /** Code that mends a violation, one line per element. */
    readonly fix: readonly string[];
}
