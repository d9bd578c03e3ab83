/**
 * CloudWatch's filter pattern syntax, as far as the kit's filters use it. It is the tests' own, held against AWS's examples
 * in filterPattern.test.ts, because no well-kept matcher of these patterns was found: AWS publishes none (EventBridge's
 * event-ruler is of another syntax), and moto takes every pattern in braces to match (moto/logs/utils.py,
 * `UnsupportedFilterPattern`).
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */

type Test = (event: unknown) => boolean;

const tokenPattern =
    /\s*(?:(&&|\|\||\(|\)|!=|=)|("(?:[^"\\]|\\.)*")|(\$[\w.[\]]*)|(NOT EXISTS|IS TRUE|IS FALSE|IS NULL)|([\w.*-]+))/y;

function tokensOf(text: string): string[] {
    const tokens: string[] = [];
    tokenPattern.lastIndex = 0;
    while (text.slice(tokenPattern.lastIndex).trim() !== "") {
        const at = tokenPattern.lastIndex;
        const found = tokenPattern.exec(text);
        if (!found) throw new Error(`filter pattern: nothing known at ${JSON.stringify(text.slice(at))}`);
        tokens.push(found[0].trim());
    }
    return tokens;
}

function select(event: unknown, selector: string): unknown {
    return selector
        .slice(1)
        .split(/[.[\]]/)
        .filter((step) => step !== "")
        .reduce<unknown>((at, step) => (at as Record<string, unknown> | null | undefined)?.[step], event);
}

function equals(found: unknown, wanted: string): boolean {
    const literal = wanted.replace(/^"(.*)"$/, "$1");
    const asPattern = literal
        .split("*")
        .map((part) => part.replaceAll(/[.+?^${}()|[\]\\/]/g, "\\$&"))
        .join(".*");
    return new RegExp(`^${asPattern}$`).test(String(found));
}

const unary: Readonly<Record<string, (found: unknown) => boolean>> = {
    "NOT EXISTS": (found) => found === undefined,
    "IS TRUE": (found) => found === true,
    "IS FALSE": (found) => found === false,
    "IS NULL": (found) => found === null,
};

/** Parses by AWS's order of operations: parentheses, then &&, then ||. */
function parse(tokens: string[]): Test {
    const take = (): string => {
        const token = tokens.shift();
        if (token === undefined) throw new Error("filter pattern: it ends too early");
        return token;
    };
    const condition = (): Test => {
        const selector = take();
        if (selector === "(") {
            const inner = any();
            if (take() !== ")") throw new Error("filter pattern: a parenthesis is not closed");
            return inner;
        }
        if (!selector.startsWith("$")) throw new Error(`filter pattern: ${selector} is no selector`);
        const operator = take();
        const test = unary[operator];
        if (test) return (event) => test(select(event, selector));
        const value = take();
        return (event) => {
            const found = select(event, selector);
            // What AWS says of an absent property is documented for NOT EXISTS only.
            if (found === undefined) return false;
            return equals(found, value) === (operator === "=");
        };
    };
    const joined = (part: () => Test, operator: string, join: (tests: Test[], event: unknown) => boolean) => {
        const tests = [part()];
        while (tokens[0] === operator) {
            take();
            tests.push(part());
        }
        return (event: unknown) => join(tests, event);
    };
    const all = (): Test => joined(condition, "&&", (tests, event) => tests.every((test) => test(event)));
    const any = (): Test => joined(all, "||", (tests, event) => tests.some((test) => test(event)));
    const test = any();
    if (tokens.length > 0) throw new Error(`filter pattern: ${tokens.join(" ")} is left over`);
    return test;
}

/** Whether CloudWatch counts a line for a metric filter: a JSON pattern in braces, or words that must all be there. */
export function filterMatches(pattern: string, line: string): boolean {
    const json = /^\{(.*)\}$/s.exec(pattern.trim())?.[1];
    if (json === undefined) return pattern.split(/\s+/).every((word) => line.includes(word));
    return parse(tokensOf(json))(JSON.parse(line));
}
