const fetches =
    /\b(?:urlopen|urlretrieve|requests\.(?:get|post)|httpx\.|http\.client|URI\.open|URI\.parse|Net::HTTP|LWP::|HTTP::Tiny|file_get_contents\s*\(\s*["']https?:|fetch\s*\(|https?\.get\s*\(|axios|get_object|download_file|get_parameter)/;
const evaluates =
    /\b(?:exec|eval|instance_eval|compile|execfile|runpy\.\w+|vm\.run\w*|new\s+Function)\b\s*[({]?/;
const starts =
    /\b(?:system|popen|Popen|subprocess\.\w+|spawn\w*|execFile\w*|execSync|execv\w*|run|call|check_call|check_output)\s*\(/;

/** What a program of another language downloads and runs, if it does. */
export function downloadedBy(program: string): string | undefined {
    const lines = program
        .split("\n")
        .filter((line) => !/^\s*(?:#|\/\/|import\b|from\b|require\b|use\b)/.test(line));
    if (!lines.some((line) => fetches.test(line))) return undefined;
    const [address] = /\b(?:https?|s3):\/\/[^\s"'`]+/.exec(program) ?? [];
    const paths = lines
        .filter((line) => fetches.test(line) || /\bopen\s*\(|write/i.test(line))
        .flatMap((line) => [...line.matchAll(/["'](\/[\w./-]+)["']/g)].map(([, path = ""]) => path));
    const runs = lines.some(
        (line) => evaluates.test(line) || (starts.test(line) && paths.some((path) => line.includes(path))),
    );
    return runs ? `a download of ${address ?? "something"}, which a program runs` : undefined;
}
