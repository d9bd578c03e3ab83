import { isProperties, type Properties, unknownValue } from "./values";

/** A fault in one input, in the words that the engine prints. */
export interface Fault {
    readonly property: string;
    readonly reason: string;
}

/** What AWS takes as the texts of a type's inputs, by path: `rules.ruleName` is the name of each rule. */
export type Texts = Readonly<Record<string, RegExp>>;

/** Any text of at most so many characters. */
export const upTo = (characters: number): RegExp => new RegExp(`^.{0,${characters}}$`, "su");

/** Any text of one to so many characters. */
export const oneUpTo = (characters: number): RegExp => new RegExp(`^.{1,${characters}}$`, "su");

/**
 * Key and value of a tag in the characters that every service takes, and without AWS's own prefix: of the kit's services
 * EFS, IAM and CloudWatch Logs say so in their APIs' models, and
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html for the rest.
 */
export const tagKey = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
/** The same of a tag's value, which may be empty and may begin as it likes. */
export const tagValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** What the provider puts after a `namePrefix`: `id.UniqueIDSuffixLength` of the Terraform plugin SDK. */
const suffixLength = 26;

function textsAt(value: unknown, [first, ...rest]: readonly string[]): string[] {
    if (Array.isArray(value))
        return value.flatMap((one) => textsAt(one, first === undefined ? [] : [first, ...rest]));
    if (first !== undefined) return isProperties(value) ? textsAt(value[first], rest) : [];
    return typeof value === "string" && value !== unknownValue ? [value] : [];
}

/** The texts of a resource that AWS does not take, tags among them; a name from a prefix is judged with what comes after it. */
export function textFaults(texts: Texts, inputs: Properties): Fault[] {
    const refuse = (property: string, text: string, wanted: RegExp): Fault[] =>
        wanted.test(text)
            ? []
            : [
                  {
                      property,
                      reason: `AWS does not take ${JSON.stringify(text)}, of ${text.length} characters: ${wanted}`,
                  },
              ];
    const written = Object.entries(texts).flatMap(([path, wanted]) => {
        const prefix = inputs[`${path}Prefix`];
        const named =
            typeof prefix === "string" && prefix !== unknownValue && inputs[path] === undefined
                ? [`${prefix}${"0".repeat(suffixLength)}`]
                : textsAt(inputs, path.split("."));
        return named.flatMap((text) => refuse(path, text, wanted));
    });
    const tags = isProperties(inputs.tags) ? Object.entries(inputs.tags) : [];
    return [
        ...written,
        ...tags.flatMap(([key, value]) => [
            ...refuse("tags", key, tagKey),
            ...(typeof value === "string" && value !== unknownValue ? refuse("tags", value, tagValue) : []),
        ]),
    ];
}
