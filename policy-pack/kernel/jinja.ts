/* What a tag leaves of the lines around it: cloud-init renders with trim_blocks. https://github.com/canonical/cloud-init/blob/main/cloudinit/templater.py */
const tag = (words: string) => `(?:\\s*\\{%-|\\{%\\+?)\\s*${words}\\s*(?:-%\\}\\s*|%\\}\\n?)`;

const innermost = new RegExp(
    `${tag("if\\b[^%]*")}((?:(?!\\{%[-+]?\\s*(?:if|endif)\\b)[\\s\\S])*?)${tag("endif")}`,
);
const alternative = new RegExp(tag("(?:else\\b|elif\\b[^%]*)"));
const setting = new RegExp(tag("set\\s+(\\w+)\\s*=\\s*([^%]*?)"), "g");

/** As many branches of one condition are followed. */
const mostBranches = 4;

/**
 * The texts that a template of cloud-init may become, by which branch of its conditions is taken. What instance data fills
 * in stays a variable of the shell, `$jinja_…`, that nothing sets.
 * https://cloudinit.readthedocs.io/en/latest/explanation/instancedata.html
 */
export function rendered(template: string): readonly string[] {
    const source = template.replace(/\{#[\s\S]*?#\}\n?/g, "");
    const turns = Array.from({ length: mostBranches }, (_, branch) => filled(chosen(source, branch)));
    return [...new Set(turns)];
}

/** The text with one branch of each condition: the last where there are fewer, and none where a condition may leave all out. */
function chosen(source: string, branch: number): string {
    let text = source;
    for (let found = innermost.exec(text); found; found = innermost.exec(text)) {
        const branches = (found[1] ?? "").split(alternative);
        const otherwise = /\{%[-+]?\s*else\b/.test(found[1] ?? "") ? branches.at(-1) : "";
        text = text.replace(found[0], () => branches[branch] ?? otherwise ?? "");
    }
    return text;
}

function filled(text: string): string {
    const values = new Map<string, string>();
    return text
        .replace(setting, (_, name: string, expression: string) => {
            values.set(name, valueIn(expression, values));
            return "";
        })
        .replace(/\{\{[-+]?([\s\S]*?)[-+]?\}\}/g, (_, expression: string) => valueIn(expression, values))
        .replace(new RegExp(tag("[\\s\\S]*?"), "g"), "");
}

/** What an expression of literals and of names that the template sets becomes, else a variable. */
function valueIn(expression: string, values: ReadonlyMap<string, string>): string {
    return expression
        .split(/[~+]/)
        .map((written) => {
            const [term = "", ...filters] = written.trim().split("|");
            const literal = /^\s*(?:"([^"]*)"|'([^']*)'|(\d+))\s*$/.exec(term);
            const known = literal ? (literal[1] ?? literal[2] ?? literal[3]) : values.get(term.trim());
            const fallback = filters
                .map((filter) => /^\s*default\(\s*["']([^"']*)["']/.exec(filter)?.[1])
                .find((value) => value !== undefined);
            return known ?? (fallback === undefined ? variable(term) : `\${${nameOf(term)}:-${fallback}}`);
        })
        .join("");
}

const nameOf = (term: string): string => `jinja_${term.trim().replace(/\W+/g, "_")}`;

const variable = (term: string): string => `$\{${nameOf(term)}}`;
